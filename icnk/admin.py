from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from icnk.core.history.admin import VersionedAdmin

from .models import SiteText


@admin.register(SiteText)
class SiteTextAdmin(VersionedAdmin):
    list_display = ["heading", "page", "language"]
    list_display_links = ["heading"]
    list_filter = ["page", "language"]
    fields = [("page", "language"), "heading", "text"]
    undelete_help = _("What is brought back is public again at once, as it stood when it was deleted.")

    def view_on_site(self, text):
        with translation.override(text.language):
            return reverse(text.page)
