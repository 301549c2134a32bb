"""Cells of the list of accounts that are more than a text."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.templatetags.accounts import lifecycle_badge


def city_cell(account: Any, _name: object) -> str:
    return format_html(' <span class="muted">{}</span>', account.city) if account.city else ""


def lifecycle_cell(account: Any, _state: object) -> str:
    return lifecycle_badge(account.lifecycle)


def owner_cell(_account: Any, owner: object) -> str:
    return str(owner) if owner else format_html('<span class="warn">{}</span>', _("nobody"))
