"""What machines ask every site for, at addresses that are the same everywhere."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from icnk.core.urls import absolute

TEXT = "text/plain; charset=utf-8"


def robots(request):
    """RFC 9309. It names no address that is to be kept out: whoever reads it would learn of them."""
    sitemaps = [f"Sitemap: {absolute(request, reverse(name))}" for name in ("sitemap", "news_sitemap")]
    return HttpResponse("\n".join(["User-agent: *", "Allow: /", "", *sitemaps, ""]), content_type=TEXT)


def security_txt(request):
    """RFC 9116: whom to tell of a weakness. Good for less than a year; the text changes once a month."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    today = timezone.now()
    fields = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{today.year + 1}-{today.month:02}-01T00:00:00Z",
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": absolute(request, reverse("security_txt")),
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in fields.items()), content_type=TEXT)
