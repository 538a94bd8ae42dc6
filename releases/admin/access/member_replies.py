"""The page of members' replies: whether each agrees to sign the release. It is never public."""

from collections import Counter

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.history.models import save_version
from members.models import CoalitionMember
from releases.admin.release import signatories
from releases.models import MemberReply, Release

from .access_links import log_event

Reply = MemberReply.Reply


def member_replies(request, workspace):
    if request.method == "POST":
        workspace.message(*_save_replies(request, workspace))
        return HttpResponseRedirect(request.path)
    rows = _rows(workspace.release)
    counts = Counter(reply.reply for _member, reply in rows)
    context = {"rows": rows, "counts": {each.value: counts[each] for each in Reply}, "choices": Reply.choices}
    return workspace.render("replies", _("Members’ replies"), **context)


def _rows(release):
    """Return (member, reply) of the members on the release date, the signatories, and all that have replied."""
    listed = CoalitionMember.objects.listed().on(release.released_on or timezone.localdate())
    members = CoalitionMember.objects.filter(
        Q(pk__in=listed.values("pk"))
        | Q(pk__in=release.signatories.values("member"))
        | Q(pk__in=release.member_replies.values("member"))
    )
    replies = {reply.member_id: reply for reply in release.member_replies.select_related("noted_by")}
    return [(member, replies.get(member.pk) or MemberReply(release=release, member=member)) for member in members]


@transaction.atomic
def _save_replies(request, workspace):
    """Save changed replies and, with the button `sign`, the signatories. Return (message, level)."""
    release = Release.objects.select_for_update().get(pk=workspace.release.pk)
    at, rows = database_now(), _rows(release)
    for member, reply in rows:
        new = request.POST.get(f"reply-{member.pk}", reply.reply)
        if new in Reply and new != reply.reply:
            reply.reply, reply.noted_by, reply.noted_at = new, workspace.person, at
            reply.save()
    if "sign" not in request.POST:
        return _("Noted. Nothing of it is public."), messages.SUCCESS
    if request.POST.get("version") != str(release.version):
        words = _("The replies are noted. Somebody saved the release meanwhile: look at it, and press once more.")
        return words, messages.ERROR
    return _sign(workspace, release, [member.pk for member, reply in rows if reply.reply == Reply.AGREED])


def _sign(workspace, release, agreed):
    if not agreed:
        return _("The replies are noted. Nobody has agreed, so the members under the release stay."), messages.ERROR
    signatories.set_signatories(release, agreed)
    release.members_are, release.changed_by = Release.MembersAre.SIGNED, workspace.person
    release.save()
    words = _("Those who agreed put under it as signatories.")
    save_version(release, by=workspace.person, occasion=words)
    log_event(workspace, words, "release.signed", members=len(agreed))
    words = _("%(count)d members stand under the release now, as signatories. Look at the heading of their list.")
    return words % {"count": len(agreed)}, messages.SUCCESS
