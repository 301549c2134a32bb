"""Cells of the list of deals that are more than a text."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm.common.templatetags.ui import badge
from deals.models import Outcome

LOOKS = {Outcome.WON: ("green", "trophy"), Outcome.LOST: ("red", "circle-x")}


def account_cell(_deal: Any, account: object) -> str:
    if account:
        return str(account)
    return format_html('<span class="muted">{}</span>', _("needs an account"))


def stage_cell(deal: Any, stage: object) -> str:
    """A closed deal's stage with the outcome's colour and icon."""
    look = LOOKS.get(deal.outcome)
    return badge(stage, *look) if look else str(stage)
