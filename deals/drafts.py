"""What the services of this room are handed: deals to be, steps to take, changes to make."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from deals.models import Deal, DealLine, Stage

EDITABLE = frozenset(
    {
        "name",
        "account_id",
        "owner_id",
        "value",
        "currency",
        "probability",
        "engaged_on",
        "expected_close_on",
        "closed_on",
        "lost_reason",
        "lost_note",
        "description",
        "external_id",
    }
)


@dataclass(frozen=True)
class EarlierStep:
    """A stage that a new deal passed before the one it is in, and when it entered it."""

    stage: Stage
    on: date | None


@dataclass(frozen=True)
class NewDeal:
    """An unsaved deal on its stage, which decides pipeline and outcome.

    `entered_on` is when an open deal came into its stage (None: not known); a closed one did on
    `deal.closed_on` (None: today). `value_known_on`: since when the value is known; None means the
    closing day, for an open deal today. A reason for losing counts only on a lost stage.
    """

    deal: Deal
    lines: Sequence[DealLine] = ()
    earlier: Sequence[EarlierStep] = ()
    entered_on: date | None = None
    value_known_on: date | None = None


@dataclass(frozen=True)
class Move:
    """A step to a stage on a business day. Loss needs a reason; `value` None leaves the value.

    `seen`: the key of the stage that the person saw the deal in, where that is known.
    """

    to: Stage
    on: date
    lost_reason: str = ""
    lost_note: str = ""
    value: Decimal | None = None
    seen: int | None = None


@dataclass(frozen=True)
class DealEdit:
    """New values by attribute (those in EDITABLE; links as `owner_id`); all lines, unless None.

    `lines_seen`: the fingerprint of the lines that the person saw before changing them, if known.
    """

    pk: int
    values: Mapping[str, Any]
    lines: Sequence[DealLine] | None = None
    lines_seen: str = ""


def fingerprint(lines: Iterable[DealLine]) -> str:
    """Tells lines from other lines: product, quantity, price and order."""
    facts = [(line.product_id, _plain(line.quantity), _plain(line.unit_price)) for line in lines]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{Decimal(number).normalize():f}"
