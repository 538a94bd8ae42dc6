"""Who may do what at the desk. A role is one of Django's groups; people are put into it under *Users*."""

from django.utils.translation import gettext_noop

WRITER, PUBLISHER, ADMINISTRATOR = gettext_noop("writer"), gettext_noop("publisher"), gettext_noop("administrator")
LOOK, WRITE = ("view",), ("view", "add", "change")
KEEP = (*WRITE, "delete")  # what others point at stays all the same

#: role → model → what may be done with it
ROLES = {
    WRITER: {
        "releases.release": KEEP,
        "releases.presscontact": LOOK,
        "members.coalitionmember": LOOK,
    },
    PUBLISHER: {
        "releases.release": (*KEEP, "issue", "redact"),
        "releases.presscontact": KEEP,
        "releases.contactchannel": KEEP,
        "releases.officehours": KEEP,
        "members.coalitionmember": KEEP,
        "members.membername": KEEP,
        "icnk.sitetext": WRITE,
    },
    ADMINISTRATOR: {
        "releases.release": (*LOOK, "redact"),
        "releases.presscontact": KEEP,
        "releases.contactchannel": KEEP,
        "releases.officehours": KEEP,
        "members.coalitionmember": KEEP,
        "members.membername": KEEP,
        "icnk.sitetext": KEEP,
        "auth.user": WRITE,
        "auth.group": LOOK,
    },
}


def create_groups(Group, Permission) -> None:
    """Make the groups that are not there, and give each the rights above. Rights given by hand stay."""
    for role, rights in ROLES.items():
        group, _made = Group.objects.get_or_create(name=role)
        for model, verbs in rights.items():
            app, name = model.split(".")
            codenames = [f"{verb}_{name}" for verb in verbs]
            found = Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
            group.permissions.add(*found)
