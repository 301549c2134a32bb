"""How states of accounts and ways to reach people are shown."""

from django import template
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from accounts.facts import written_org_number
from accounts.models import ContactPoint, Lifecycle, PointKind
from accounts.normal import written_phone
from crm.common.currencies import country_name
from crm.common.templatetags.ui import badge

register = template.Library()

_TONES = {
    Lifecycle.SUSPECT: "gray",
    Lifecycle.PROSPECT: "blue",
    Lifecycle.ACTIVE: "green",
    Lifecycle.KEY: "purple",
    Lifecycle.DORMANT: "yellow",
    Lifecycle.LOST: "red",
    Lifecycle.WON_BACK: "azure",
}


@register.simple_tag
def lifecycle_badge(state: str) -> SafeString:
    return badge(Lifecycle(state).label, _TONES[Lifecycle(state)])


@register.filter
def country(code: str) -> str:
    return country_name(code)


@register.filter
def org_number(number: str) -> str:
    return written_org_number(number)


@register.filter
def point_url(point: ContactPoint) -> str:
    """`mailto:` or `tel:`, by the comparable form of the address."""
    scheme = "mailto" if point.kind == PointKind.EMAIL else "tel"
    return f"{scheme}:{point.normal if scheme == 'tel' else point.value}"


@register.filter
def point_text(point: ContactPoint) -> str:
    """Numbers as people read them; what cannot be read as one, as it was entered."""
    if point.kind == PointKind.EMAIL:
        return point.value
    try:
        return written_phone(point.normal)
    except ValidationError:
        return point.value
