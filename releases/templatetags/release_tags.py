from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html

from icnk.core.clock import instant_in_words
from icnk.core.navigation import SECTIONS
from icnk.core.urls import absolute
from releases.document import html

register = template.Library()

#: pages that are no text of one language
IN_EVERY_LANGUAGE = {*SECTIONS, "member", "accessibility", "quotes", "ledger", "verify"}
MARKS = {"ja": "「{}」"}  # the other languages of the site write as English does


@register.filter
def body(document):
    """The cleaned body of a document, the dateline run into its first paragraph, each block at its address."""
    return html.printed(document.dateline, document.body)


@register.simple_tag(takes_context=True)
def file_address(context, file):
    """Where a file of this document is: for the public, unless the page says otherwise by `file_address` of a name."""
    return context.get("file_address", public_address)(file.name)


def public_address(name):
    return reverse("file", args=[name])


@register.filter
def cleaned(markup):
    return html.clean(markup)


@register.inclusion_tag("_sections.html", takes_context=True)
def sections(context):
    """The sections of the site: `(name, url, current)`, current being `page` for the page itself, `true` above it."""
    here = _path(context)
    urls = {name: reverse(name) for name in SECTIONS if name != "home"}
    nearest = max((url for url in urls.values() if here.startswith(url)), key=len, default="")
    return {
        "sections": [
            (SECTIONS[name], url, ("page" if url == here else "true") if url == nearest else "")
            for name, url in urls.items()
        ]
    }


@register.simple_tag(takes_context=True)
def trail(context, here="", above="information"):
    """The way from home to a page, as `(name, url)`; `above`: the name of the section's address.

    Without `here` it ends with the list of releases.
    """
    names = ["home", above] if here else ["home", above, "release_list"]
    way = [(SECTIONS[name], reverse(name)) for name in dict.fromkeys(names)]
    return [*way, (here, _path(context))] if here else way


@register.simple_tag(takes_context=True)
def languages(context):
    """The page at hand in each language, or the home page where it has none there: `(code, name, url, current)`."""
    return [
        (code, name, _in_language(context, code), code == translation.get_language())
        for code, name in settings.LANGUAGES
    ]


def _in_language(context, code):
    match = getattr(context.get("request"), "resolver_match", None)
    is_there = match and (not match.kwargs or "member" in context)  # a page of an error repeats no address
    with translation.override(code):
        if is_there and match.view_name in IN_EVERY_LANGUAGE:
            return reverse(match.view_name, kwargs=match.kwargs)
        return reverse("home")


def _path(context):
    return getattr(context.get("request"), "path", "")


@register.simple_tag(takes_context=True)
def address_of(context, document):
    """The address of the release, with scheme and host, in the letters that people read (an IRI, RFC 3987)."""
    return uri_to_iri(absolute(context["request"], reverse("release", args=[document.slug])))


@register.filter
def quoted(words, language):
    """In the quotation marks of the language."""
    return MARKS.get(language, "“{}”").format(words)


@register.filter
def in_parts(parts, language):
    """A quote in the parts in which it was said, with a sign for what the text says between them."""
    return " … ".join(quoted(part, language) for part in parts)


@register.simple_tag
def instant(at):
    """An instant by the newsroom's clock, with its zone; for programs with the offset (HTML, 2.3.5.4)."""
    here = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), instant_in_words(at))
