from django import template
from django.urls import reverse

from releases import markup

register = template.Library()


@register.filter
def body(document):
    """The cleaned body of a document, the dateline run into its first paragraph."""
    return markup.with_dateline(document.dateline, document.body)


@register.simple_tag(takes_context=True)
def file_address(context, file):
    """Where a file of this document is: for the public, unless the page says otherwise by `file_address` of a name."""
    return context.get("file_address", public_address)(file.name)


def public_address(name):
    return reverse("file", args=[name])


@register.filter
def cleaned(html):
    return markup.clean(html)
