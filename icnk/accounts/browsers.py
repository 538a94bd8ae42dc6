"""A browser's long line about itself, as people call it."""

from django.utils.translation import gettext as _

#: what stands in the line → how people call it; the first that fits counts, for most pretend to be others
NAMES = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
}
NAMES |= {"Chrome/": "Chrome", "CriOS": "Chrome", "Safari/": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "CrOS": "ChromeOS"}
SYSTEMS |= {"Mac OS X": "Mac", "Linux": "Linux"}


def in_words(line: str) -> str:
    """*Firefox, Windows*; the line itself where nothing in it is known."""
    found = [next((name for part, name in names.items() if part in line), "") for names in (NAMES, SYSTEMS)]
    return ", ".join(filter(None, found)) or line[:60] or _("unknown")
