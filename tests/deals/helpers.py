"""Shorthand of the tests of deals."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from deals.models import Deal, Stage
from deals.services import Move, NewDeal, create_deal, move_deals
from users.models import User

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def move(deal: Deal, to: Stage, by: User, on: date = TODAY, **how: Any) -> Deal:
    move_deals([deal], Move(to, on, **how), by=by, at=NOW, route="page")
    return Deal.objects.get(pk=deal.pk)


def new_deal(owner: User, stage: Stage, **values: Any) -> Deal:
    values = {"name": "Ny affär", "value": Decimal(100), "engaged_on": TODAY} | values
    new = NewDeal(Deal(owner=owner, stage=stage, currency="SEK", **values), entered_on=TODAY)
    return create_deal(new, by=owner, at=NOW, route="page")
