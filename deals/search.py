"""How deals are found: by name, by the organisation, by the number they have elsewhere."""

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.common.search import registry
from crm.common.search.registry import Command, RecordKind
from deals.models import Deal


def connect() -> None:
    registry.add(DEAL_KIND)
    registry.add_command(
        Command(
            "deals:deal_create", _("New deal"), icon="plus", shown_to=lambda user: user.may_write
        )
    )


def deal_numbers(text: str) -> Q | None:
    return Q(external_id__in=[text, text.upper()]) if re.search(r"\d", text) else None


def deals_seen(user: Any) -> QuerySet[Deal]:
    return Deal.objects.visible_to(user).select_related("account", "stage")


def deal_detail(deal: Deal) -> str:
    parts = (str(deal.account or ""), deal.stage.name)
    return " · ".join(part for part in parts if part)


DEAL_KIND = RecordKind(
    kind="deals",
    model=Deal,
    label=_("Deals"),
    icon="briefcase",
    order=30,
    rows=deals_seen,
    detail=deal_detail,
    route="deals:deal_detail",
    list_route="deals:deal_list",
    by_number=deal_numbers,
    account="account",
)
