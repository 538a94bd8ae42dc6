from django import template
from django.urls import reverse
from django.utils.encoding import uri_to_iri

from members.addresses import absolute
from releases import markup

register = template.Library()


@register.filter
def body(document):
    """The cleaned body of a document, the dateline run into its first paragraph."""
    return markup.with_dateline(document.dateline, document.body)


@register.filter
def cleaned(html):
    return markup.clean(html)


@register.simple_tag(takes_context=True)
def address_of(context, document):
    """The address of the release, with scheme and host, in the letters that people read (an IRI, RFC 3987)."""
    return uri_to_iri(absolute(context["request"], reverse("release", args=[document.slug])))
