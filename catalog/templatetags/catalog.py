"""How exchange rates are written."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from crm.common.formats import format_number

register = template.Library()


@register.filter
def rate(value: Decimal) -> str:
    """With all decimals that say something, at least four: “11,2345”."""
    places = max(4, -int(value.normalize().as_tuple().exponent))
    return format_number(value, get_language() or "en", places=places)
