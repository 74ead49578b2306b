"""The template tags of the pages: `{% word "office.title" %}` in the language of the page."""

from typing import Any, cast

from django import template
from django.template import Engine
from django.template.context import Context
from django.utils.safestring import SafeString

from tearoad.web import words

register = template.Library()


@register.simple_tag(takes_context=True, name="word")
def word_tag(context: Context, key: str) -> str:
    """The word of `key` in the page's language."""
    return words.word(key, context["language"])


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """What the template `name` makes of the page's context: made once a page, however often it stands there."""
    kept: Any = context.render_context  # Django's place for what lasts as long as one page is made
    if (again, name) not in kept:
        kept[again, name] = Engine.get_default().get_template(name).render(context)
    return cast("SafeString", kept[again, name])
