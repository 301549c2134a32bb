"""Saved views in the side bar, and the list that a record was opened from."""

from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.template import Context

from crm.common.lists import registry
from crm.common.lists.saved.queries import Pin, pins_of

register = template.Library()


@register.inclusion_tag("lists/_trail.html", takes_context=True)
def list_trail(context: Context, key: str, record: Any) -> dict[str, Any]:
    """The way back to the list; where one came from it, as it was, with *previous* and *next*."""
    request: HttpRequest = context["request"]
    record_list = registry.get(key)
    came_from = request.GET.get("in") == key
    query = request.GET.copy() if came_from else QueryDict(mutable=True)
    query.pop("in", None)
    return {
        "list": record_list,
        "record": record,
        "came_from": came_from,
        "query": query.urlencode(),
    }


@register.simple_tag(takes_context=True)
def pinned_views(context: Context) -> list[Pin]:
    return pins_of(context["request"].user)
