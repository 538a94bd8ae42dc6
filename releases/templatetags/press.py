from django import template

from releases import markup

register = template.Library()


@register.filter
def body(document):
    """The cleaned body of a document, the dateline run into its first paragraph."""
    return markup.with_dateline(document.dateline, document.body)


@register.filter
def cleaned(html):
    return markup.clean(html)
