"""The permissions of each role at the desk. A role is one of Django's groups."""

from django.utils.translation import gettext_noop

WRITER, PUBLISHER, ADMINISTRATOR = gettext_noop("writer"), gettext_noop("publisher"), gettext_noop("administrator")
VIEW, EDIT = ("view",), ("view", "add", "change")
MANAGE = (*EDIT, "delete")  # foreign keys protect records that others refer to

#: role → model → permissions
ROLES = {
    WRITER: {
        "releases.release": MANAGE,
        "releases.presscontact": VIEW,
        "members.coalitionmember": VIEW,
    },
    PUBLISHER: {
        "releases.release": (*MANAGE, "issue", "redact"),
        "releases.presscontact": MANAGE,
        "releases.contactchannel": MANAGE,
        "releases.officehours": MANAGE,
        "members.coalitionmember": MANAGE,
        "members.membername": MANAGE,
        "icnk.sitetext": EDIT,
    },
    ADMINISTRATOR: {
        "releases.release": (*VIEW, "redact"),
        "releases.presscontact": MANAGE,
        "releases.contactchannel": MANAGE,
        "releases.officehours": MANAGE,
        "members.coalitionmember": MANAGE,
        "members.membername": MANAGE,
        "icnk.sitetext": MANAGE,
        "auth.user": EDIT,
        "auth.group": VIEW,
    },
}


def create_groups(Group, Permission) -> None:
    """Create missing groups and add the permissions above to each. Permissions added by hand stay."""
    for role, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        for model, actions in permissions.items():
            app, name = model.split(".")
            codenames = [f"{action}_{name}" for action in actions]
            found = Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
            group.permissions.add(*found)
