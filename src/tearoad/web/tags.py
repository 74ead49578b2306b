"""The one template tag of the pages: `{% word "office.title" %}` in the language of the board."""

from typing import Any

from django import template
from django.template.context import Context

from tearoad.web import words

register = template.Library()


@register.simple_tag(takes_context=True, name="word")
def word_tag(context: Context, key: str) -> str:
    """The word of `key` in the page's language."""
    board: Any = context["board"]
    return words.word(key, board.language)
