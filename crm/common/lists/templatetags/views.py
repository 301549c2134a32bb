"""Saved views in the side bar, and the list that a record was opened from."""

from django import template
from django.template import Context

from crm.common.lists.saved.queries import Pin, pins_of

register = template.Library()


@register.simple_tag(takes_context=True)
def pinned_views(context: Context) -> list[Pin]:
    return pins_of(context["request"].user)
