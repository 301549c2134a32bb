"""Cells of the lists of accounts and of contacts that are more than a text."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from accounts.models import PointKind
from accounts.templatetags.accounts import lifecycle_badge, point_text, point_url

PLACE = '<div>{}<a href="{}">{}</a></div>'
EMAIL = '<div><a href="{}">{}</a></div>'
PHONE = '<div class="nowrap"><a href="{}">{}</a></div>'


def city_cell(account: Any, _name: object) -> str:
    return format_html(' <span class="muted">{}</span>', account.city) if account.city else ""


def lifecycle_cell(account: Any, _state: object) -> str:
    return lifecycle_badge(account.lifecycle)


def owner_cell(_account: Any, owner: object) -> str:
    return str(owner) if owner else format_html('<span class="warn">{}</span>', _("nobody"))


def places_cell(contact: Any, _names: object) -> str:
    places = (
        (_title(it.title), it.account.get_absolute_url(), it.account.name) for it in contact.places
    )
    return format_html_join("", PLACE, places)


def _title(title: str) -> str:
    return format_html('<span class="muted">{},</span> ', title) if title else ""


def emails_cell(contact: Any, _addresses: object) -> str:
    points = (it for it in contact.addresses if it.kind == PointKind.EMAIL)
    return format_html_join("", EMAIL, ((point_url(it), it.value) for it in points))


def phones_cell(contact: Any, _numbers: object) -> str:
    points = (it for it in contact.addresses if it.kind != PointKind.EMAIL)
    return format_html_join("", PHONE, ((point_url(it), point_text(it)) for it in points))
