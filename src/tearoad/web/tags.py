"""The template tags of the pages: `{% word "office.title" %}` in the language of the page."""

from django import template
from django.template.context import Context

from tearoad.web import words

register = template.Library()


@register.simple_tag(takes_context=True, name="word")
def word_tag(context: Context, key: str) -> str:
    """The word of `key` in the page's language."""
    return words.word(key, context["language"])
