"""Figures that add up over a group of companies. Higher rooms bring them; the page shows them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from accounts.models import AccountQuerySet
from users.models import User


@dataclass(frozen=True)
class Sum:
    """Of the records of one account or of several.

    `value`: in base currency, None where none is known. `has_gaps`: some have no value or no rate.
    """

    count: int = 0
    value: Decimal | None = None
    has_gaps: bool = False

    def __add__(self, other: "Sum") -> "Sum":
        values = [one for one in (self.value, other.value) if one is not None]
        return Sum(
            self.count + other.count,
            sum(values, Decimal(0)) if values else None,
            self.has_gaps or other.has_gaps,
        )


@dataclass(frozen=True)
class Rollup:
    """One figure; `url` is the list of its records, open to further parameters."""

    key: str
    label: str | Promise
    url: Callable[[], str]


@dataclass(frozen=True)
class Measured:
    """By figure and account, of what the reader may see; the accounts may have more than that."""

    sums: Mapping[str, Mapping[int, Sum]]
    has_hidden: bool


@dataclass(frozen=True)
class RollupSource:
    """Figures that one room measures together."""

    rollups: tuple[Rollup, ...]
    measure: Callable[[User, AccountQuerySet], Measured]


_sources: list[RollupSource] = []


def add(source: RollupSource) -> None:
    _sources.append(source)


def sources() -> Iterable[RollupSource]:
    return tuple(_sources)
