from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from releases import markup

register = template.Library()

MARKS = {"ja": "「{}」"}  # the other languages of the site write as English does


@register.filter
def body(document):
    """The cleaned body of a document, the dateline run into its first paragraph, each block at its address."""
    return markup.printed(document.dateline, document.body)


@register.filter
def cleaned(html):
    return markup.clean(html)


@register.filter
def quoted(words, language):
    """In the quotation marks of the language."""
    return MARKS.get(language, "“{}”").format(words)


@register.simple_tag
def instant(at):
    """An instant by the newsroom's clock, with its zone; for programs with the offset (HTML, 2.3.5.4)."""
    here = timezone.localtime(at)
    words = f"{date_format(here, 'DATETIME_FORMAT')} {here.tzname()}"
    return format_html('<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), words)
