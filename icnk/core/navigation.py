"""The sections of the public site, by the names of their addresses, as navigation and machines name them."""

from django.utils.translation import gettext_lazy as _

SECTIONS = {
    "home": _("Home"),
    "information": _("Information"),
    "release_list": _("Releases"),
    "member_list": _("Members"),
    "press_desk": _("Press desk"),
}
