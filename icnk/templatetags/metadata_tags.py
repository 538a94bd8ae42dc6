"""What pages say of themselves to machines."""

from functools import partial

from django import template

from icnk.core.urls import absolute
from releases.document import html
from releases.outlets import json_ld, metadata

register = template.Library()
register.filter("lede", metadata.description)
register.filter("since", metadata.since)


@register.simple_tag(takes_context=True)
def whole(context, path):
    """The address with scheme and host."""
    return absolute(context["request"], path)


@register.simple_tag(takes_context=True)
def linked_release(context, edition, document):
    return _printed(context, lambda whole: json_ld.article(whole, edition, document))


@register.simple_tag(takes_context=True)
def linked_home(context):
    return _printed(context, lambda whole: [json_ld.site(whole), json_ld.coalition(whole)])


@register.simple_tag(takes_context=True)
def linked_member(context, member):
    return _printed(context, lambda whole: [json_ld.member(whole, member)])


@register.simple_tag(takes_context=True)
def linked_breadcrumb(context, here):
    """The way to this page; nothing for one that has no other above it."""
    name = context["request"].resolver_match.url_name
    return _printed(context, lambda whole: [json_ld.breadcrumb(whole, name, str(here))])


def _printed(context, things):
    found = [thing for thing in things(partial(absolute, context["request"])) if thing]
    return html.json_ld(json_ld.graph(*found)) if found else ""
