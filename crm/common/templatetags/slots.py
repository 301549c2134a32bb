from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from crm.common import navigation, slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, record: Any = None) -> SafeString:
    """Render what higher rooms put here."""
    request = context["request"]
    parts = []
    for filling in slots.fillings(name):
        data = filling.query(request.user, record)
        if data is not None:
            parts.append(
                render_to_string(filling.template, {"data": data, "record": record}, request)
            )
    return format_html_join("", "{}", ((part,) for part in parts))


@register.simple_tag(takes_context=True)
def nav_items(context: Context) -> list[navigation.NavItem]:
    return navigation.items_for(context["request"].user)
