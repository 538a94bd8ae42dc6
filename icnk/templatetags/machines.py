"""What pages say of themselves to machines."""

from functools import partial

from django import template

from members.addresses import absolute
from releases import markup
from releases.outlets import head, linked

register = template.Library()
register.filter("lede", head.description)
register.filter("since", head.since)


@register.simple_tag(takes_context=True)
def whole(context, path):
    """The address with scheme and host."""
    return absolute(context["request"], path)


@register.simple_tag(takes_context=True)
def linked_release(context, edition, document):
    return _printed(context, lambda whole: linked.article(whole, edition, document))


@register.simple_tag(takes_context=True)
def linked_home(context):
    return _printed(context, lambda whole: [linked.site(whole), linked.coalition(whole)])


@register.simple_tag(takes_context=True)
def linked_member(context, member):
    return _printed(context, lambda whole: [linked.member(whole, member)])


@register.simple_tag(takes_context=True)
def linked_breadcrumb(context, here):
    """The way to this page; nothing for one that has no other above it."""
    name = context["request"].resolver_match.url_name
    return _printed(context, lambda whole: [linked.breadcrumb(whole, name, str(here))])


def _printed(context, things):
    found = [thing for thing in things(partial(absolute, context["request"])) if thing]
    return markup.json_ld(linked.graph(*found)) if found else ""
