from functools import partial

from django import template
from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html, format_html_join

from icnk.core.clock import format_instant
from icnk.core.urls import SECTIONS, absolute_url
from releases.document.html import body_with_anchors, json_ld_script, sanitize
from releases.outlets import metadata

register = template.Library()

#: URL names of pages that exist in every language
TRANSLATED_PAGES = {*SECTIONS, "member", "accessibility", "quotes", "ledger", "verify"}
QUOTATION_MARKS = {"ja": "「{}」"}  # the other languages use those of English


@register.filter
def body(document):
    """Return the sanitized body with the dateline in its first paragraph and an anchor for each block."""
    return body_with_anchors(document.dateline, document.body)


@register.simple_tag(takes_context=True)
def file_url(context, file):
    """Return the address of a document's file. Pages that are not public set `file_url` to a function of the name."""
    build_url = context.get("file_url")
    return build_url(file.name) if build_url else reverse("file", args=[file.name])


register.filter("iso_published", metadata.iso_published)
register.filter("lede", metadata.description)
register.filter("sanitize", sanitize)


@register.inclusion_tag("_sections.html", takes_context=True)
def sections(context):
    """`current`, a value of `aria-current`: `page` for the page itself, `true` for its section."""
    path = _path(context)
    urls = {name: reverse(name) for name in SECTIONS if name != "home"}
    nearest = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    return {
        "sections": [
            (SECTIONS[name], url, ("page" if url == path else "true") if url == nearest else "")
            for name, url in urls.items()
        ]
    }


@register.simple_tag(takes_context=True)
def breadcrumb(context, page_title="", section="information"):
    """Return (name, url) of the pages above a page, and of the page itself if `page_title` is given.

    Without `page_title` the last one is the list of releases. `section`: a URL name.
    """
    names = ["home", section] if page_title else ["home", section, "release_list"]
    steps = [(SECTIONS[name], reverse(name)) for name in dict.fromkeys(names)]
    return [*steps, (page_title, _path(context))] if page_title else steps


@register.simple_tag(takes_context=True)
def language_links(context):
    """Return (code, name, url, is current) of this page in each language, or of the home page if it has none."""
    return [
        (code, name, _in_language(context, code), code == translation.get_language())
        for code, name in settings.LANGUAGES
    ]


def _in_language(context, code):
    match = getattr(context.get("request"), "resolver_match", None)
    exists = match and (not match.kwargs or "member" in context)  # error pages must not repeat the address
    with translation.override(code):
        if exists and match.view_name in TRANSLATED_PAGES:
            return reverse(match.view_name, kwargs=match.kwargs)
        return reverse("home")


def _path(context):
    return getattr(context.get("request"), "path", "")


@register.simple_tag(takes_context=True)
def release_address(context, document):
    """Return the address of the release with scheme and host, as an IRI (RFC 3987)."""
    return uri_to_iri(absolute_url(context["request"], reverse("release", args=[document.slug])))


@register.filter
def quoted(words, language):
    """Add the quotation marks of the language."""
    return QUOTATION_MARKS.get(language, "“{}”").format(words)


@register.filter
def join_quote_parts(parts, language):
    """Join the parts of an interrupted quote."""
    return " … ".join(quoted(part, language) for part in parts)


@register.simple_tag
def marked_changes(parts, removed_label="", added_label=""):
    """Return compared text as HTML with `del` and `ins`. The labels are for screen readers."""
    marks = {"out": ("del", removed_label), "in": ("ins", added_label)}
    changes = ((_marked_change(linebreaksbr(part.text), *marks.get(part.kind, ("", ""))),) for part in parts)
    return format_html_join("", "{}", changes)


def _marked_change(text, tag, label):
    if label:
        hidden = '<span class="visually-hidden">{}</span>'
        text = format_html(f"{hidden}{{}}{hidden}", f"[{label} ", text, "]")
    return format_html("<{0}>{1}</{0}>", tag, text) if tag else text


@register.simple_tag
def instant(at):
    """Return a `time` element in the newsroom's time zone."""
    local = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), format_instant(at))


@register.simple_tag(takes_context=True, name="absolute_url")
def absolute_url_tag(context, path):
    """Return the address with scheme and host."""
    return absolute_url(context["request"], path)


@register.simple_tag(takes_context=True)
def release_json_ld(context, edition, document):
    return _json_ld(context, lambda build_url: metadata.release_json_ld(build_url, edition, document))


@register.simple_tag(takes_context=True)
def home_json_ld(context):
    return _json_ld(context, lambda url: [metadata.site_json_ld(url), metadata.coalition_json_ld(url)])


@register.simple_tag(takes_context=True)
def member_json_ld(context, member):
    return _json_ld(context, lambda build_url: [metadata.member_json_ld(build_url, member)])


@register.simple_tag(takes_context=True)
def breadcrumb_json_ld(context, title):
    """Return the path to this page, "" for a page without parent pages."""
    url_name = context["request"].resolver_match.url_name
    return _json_ld(context, lambda build_url: [metadata.breadcrumb_json_ld(build_url, url_name, str(title))])


def _json_ld(context, get_things):
    things = [thing for thing in get_things(partial(absolute_url, context["request"])) if thing]
    return json_ld_script(metadata.json_ld_graph(*things)) if things else ""
