"""*Members’ replies*: who agreed to stand under a release. Never public."""

from collections import Counter

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.history.models import keep
from members.models import CoalitionMember
from releases.admin.decorators import of_a_release
from releases.admin.release import signatories
from releases.models import MemberReply, Release

from .link_tables import desk_page, record

Reply = MemberReply.Reply


class Replies(admin.ModelAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.replies)
        return [path("<path:object_id>/replies/", view, name="releases_release_replies"), *super().get_urls()]

    @of_a_release("change")
    def replies(self, request, release):
        if request.method == "POST":
            with transaction.atomic():
                words, level = _take(request, release)
            self.message_user(request, words, level)
            return HttpResponseRedirect(request.path)
        rows = list(_rows(release))
        counts = Counter(reply.reply for _member, reply in rows)
        context = {"rows": rows, "counts": {each.value: counts[each] for each in Reply}, "choices": Reply.choices}
        return desk_page(self, request, release, "replies", _("Members’ replies"), **context)


def _asked(release):
    """The listed members on the release date, and whoever stands under the release or has replied."""
    day = release.released_on or timezone.localdate()
    that_day = CoalitionMember.objects.listed().on(day)
    named = Q(pk__in=release.signatories.values("member")) | Q(pk__in=release.replies.values("member"))
    return CoalitionMember.objects.filter(Q(pk__in=that_day.values("pk")) | named)


def _rows(release):
    """(member, its reply) in the coalition's order. Who was not noted yet has not replied."""
    noted = {reply.member_id: reply for reply in release.replies.select_related("noted_by")}
    for member in _asked(release):
        yield member, noted.get(member.pk) or MemberReply(release=release, member=member)


def _take(request, release):
    """Note the replies; put those who agreed under the release, where that was asked for. Returns what to say."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    now = database_now()
    rows = dict(_rows(release))
    for member, reply in rows.items():
        new = request.POST.get(f"reply-{member.pk}", reply.reply)
        if new in Reply and new != reply.reply:
            reply.reply, reply.noted_by, reply.noted_at = new, request.user, now
            reply.save()
    if "sign" not in request.POST:
        return _("Noted. Nothing of it is public."), messages.SUCCESS
    return _sign(request, release, [member.pk for member, reply in rows.items() if reply.reply == Reply.AGREED])


def _sign(request, release, agreed):
    if not agreed:
        return _("The replies are noted. Nobody has agreed, so the members under the release stay."), messages.ERROR
    if request.POST.get("version") != str(release.version):
        words = _("The replies are noted. Somebody saved the release meanwhile: look at it, and press once more.")
        return words, messages.ERROR
    signatories.write(release, agreed)
    release.members_are, release.changed_by = Release.MembersAre.SIGNED, request.user
    release.save()
    keep(release, by=request.user, occasion=_("Those who agreed put under it as signatories."))
    words = _("Those who agreed put under it as signatories.")
    record(request, release, words, "release.signed", members=len(agreed))
    words = _("%(count)d members stand under the release now, as signatories. Look at the heading of their list.")
    return words % {"count": len(agreed)}, messages.SUCCESS
