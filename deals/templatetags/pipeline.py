"""The tabs of the pipeline on a page that another room's machine makes, and the cards."""

from django import template
from django.template import Context

from deals.cards import board_cards
from deals.pipeline_pages import Tab, tabs

register = template.Library()
register.simple_tag(board_cards)


@register.simple_tag(takes_context=True)
def pipeline_tabs(context: Context, current: str) -> list[Tab]:
    """With the filters of the address at hand; `current` is the route of the open tab."""
    return tabs(context["request"].GET, current)
