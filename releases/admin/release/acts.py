"""What was done to a release beside saving it, in the time line of its history: verbs, passes, reviews."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import instant_in_words
from icnk.core.history.admin import Entry
from releases.admin.access import link_tables


class ActsInHistory(admin.ModelAdmin):
    before_restoring = gettext_lazy(
        "The release is saved anew with these words, as a draft that nobody has cleared. "
        "What is public stays as it is; language and address of an issued release stay too."
    )
    before_bringing_back = gettext_lazy(
        "What is brought back is a draft, with the words that it had when it was deleted. Nothing of it is public."
    )

    def acts_of(self, release):
        acts = release.acts.select_related("by", "edition").defer("edition__document", "edition__search_text")
        verbs = [Entry(act.at, act.by, act.get_verb_display(), list(_details(act))) for act in acts]
        noted = [
            Entry(entry.action_time, entry.user, entry.change_message, []) for entry in link_tables.recorded(release)
        ]
        return verbs + noted


def _details(act):
    if act.edition:
        words = {"number": act.edition.number, "instant": instant_in_words(act.edition.public_from)}
        yield _("Edition %(number)d, from %(instant)s.") % words
    if act.remark:
        yield act.remark
    for warning in act.confirmed:
        yield _("Confirmed: %(warning)s") % {"warning": warning}
