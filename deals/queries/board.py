"""The pipeline as a board, in the same few statements for ten deals and for ten thousand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from catalog.rates import rates_on
from crm.common.currencies import base_currency
from deals.models import Deal, DealQuerySet, Outcome, Pipeline, Stage
from deals.queries.idleness import idle_in
from deals.queries.stage_ends import NEWEST, first_of_stages
from deals.queries.sums import OpenSums, Yardstick, grouped

MOST_CARDS = 50
"""In a column, the newest, so that a card just moved is in sight; the list shows all."""

SHOWN = (
    "pk",
    "name",
    "account__name",
    "owner__full_name",
    "value",
    "currency",
    "probability",
    "stage_since",
    "stage",
)


@dataclass(frozen=True)
class Card:
    """`days` in the stage (None: unknown), `own_probability` where it differs from the stage's.

    `account` is empty where there is none.
    """

    pk: int
    name: str
    account: str
    owner: str
    value: Decimal | None
    currency: str
    own_probability: int | None
    days: int | None
    is_idle: bool
    may_move: bool


@dataclass(frozen=True)
class Column:
    stage: Stage
    sums: OpenSums
    cards: Sequence[Card]

    @property
    def has_more(self) -> bool:
        return self.sums.count > len(self.cards)


@dataclass(frozen=True)
class Board:
    """`columns` are the open stages; `closing` those that mean won or lost.

    `idle` and `without_account` count those among all the deals of the board.
    """

    pipeline: Pipeline
    columns: Sequence[Column]
    closing: Sequence[Stage]
    currency: str
    idle: int
    without_account: int

    @property
    def stages(self) -> list[Stage]:
        return [column.stage for column in self.columns]

    def holds(self, deal: Deal | None) -> bool:
        """The deal is one of the cards that are shown."""
        cards = (card for column in self.columns for card in column.cards)
        return deal is not None and any(card.pk == deal.pk for card in cards)

    @property
    def may_move(self) -> bool:
        return any(card.may_move for column in self.columns for card in column.cards)

    @property
    def count(self) -> int:
        return sum(column.sums.count for column in self.columns)


def board(rows: DealQuerySet, editable: DealQuerySet, pipeline: Pipeline, today: date) -> Board:
    """The open deals among `rows`; those that are `editable` can be moved."""
    stages = list(Stage.objects.filter(pipeline=pipeline).order_by("position", "pk"))
    open_stages = [stage for stage in stages if stage.outcome == Outcome.OPEN]
    mine = rows.open()
    groups = _groups(mine, open_stages, today)
    cards = _cards(mine, editable, open_stages, today)
    sums = _sums(groups, open_stages, today)
    return Board(
        pipeline=pipeline,
        columns=[Column(stage, sums[stage.pk], cards[stage.pk]) for stage in open_stages],
        closing=[stage for stage in stages if stage.outcome != Outcome.OPEN],
        currency=base_currency(),
        idle=sum(group["idle"] for group in groups),
        without_account=sum(group["homeless"] for group in groups),
    )


def _groups(rows: DealQuerySet, stages: Sequence[Stage], today: date) -> list[dict[str, Any]]:
    """The deals of these stages, by stage and by what decides their sums."""
    idle = Count("stage", filter=idle_in(stages, today))
    homeless = Count("stage", filter=Q(account=None))
    return list(grouped(rows.filter(stage__in=stages), idle=idle, homeless=homeless))


def _sums(
    groups: Iterable[Mapping[str, Any]], stages: Iterable[Stage], today: date
) -> dict[int, OpenSums]:
    chances = {stage.pk: stage.probability for stage in stages}
    found = Yardstick(rates_on(today), chances).sums_by("stage", groups)
    return {pk: found.get(pk, OpenSums()) for pk in chances}


def _cards(
    rows: DealQuerySet, editable: DealQuerySet, stages: Sequence[Stage], today: date
) -> Mapping[int, list[Card]]:
    pks = first_of_stages(rows, stages, NEWEST, MOST_CARDS)
    movable = set(editable.filter(pk__in=pks).values_list("pk", flat=True))
    by_pk = {stage.pk: stage for stage in stages}
    found: dict[int, list[Card]] = {stage.pk: [] for stage in stages}
    for deal in Deal.objects.filter(pk__in=pks).order_by(*NEWEST).values(*SHOWN):
        stage = by_pk[deal["stage"]]
        found[stage.pk].append(_card(deal, stage, today, may_move=deal["pk"] in movable))
    return found


def _card(deal: Mapping[str, Any], stage: Stage, today: date, *, may_move: bool) -> Card:
    own, since = deal["probability"], deal["stage_since"]
    days = (today - since).days if since else None
    return Card(
        pk=deal["pk"],
        name=deal["name"],
        account=deal["account__name"] or "",
        owner=deal["owner__full_name"],
        value=deal["value"],
        currency=deal["currency"],
        own_probability=None if own == stage.probability else own,
        days=days,
        is_idle=days is not None and stage.idle_days is not None and days > stage.idle_days,
        may_move=may_move,
    )
