"""News of deals for higher rooms. Ids are of rows that the same transaction has written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DealNews:
    """`by` is None when no person did it."""

    deal_ids: Sequence[int]
    by: int | None
    at: datetime
    route: str


@dataclass(frozen=True)
class DealsCreated(DealNews):
    """New deals; those that were won or lost already are announced as that, too."""


@dataclass(frozen=True)
class DealsChanged(DealNews):
    """Fields or lines were changed; steps are announced as DealsMoved."""


@dataclass(frozen=True)
class DealsMoved(DealNews):
    """Each took a step to another stage; closing and reopening are announced as that, too."""


@dataclass(frozen=True)
class DealsWon(DealNews):
    pass


@dataclass(frozen=True)
class DealsLost(DealNews):
    pass


@dataclass(frozen=True)
class DealsReopened(DealNews):
    """Were won or lost and are open again."""


@dataclass(frozen=True)
class DealsDeleted(DealNews):
    pass
