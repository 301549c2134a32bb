"""Words of imports for templates."""

from django import template

from crm.common.files import size_text
from exchange.readers.csv_table import SEPARATORS
from exchange.wording import field_label

register = template.Library()


@register.filter
def file_size(size: int) -> str:
    return size_text(size)


@register.filter
def separator_name(separator: str) -> str:
    return str(SEPARATORS.get(separator, separator))


@register.filter
def field_name(name: str) -> str:
    """A field of a mapping, or the attribute that holds it, as people call it."""
    return field_label(name.removesuffix("_id"))
