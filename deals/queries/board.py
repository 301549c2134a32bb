"""The pipeline as a board, in the same few statements for ten deals and for ten thousand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from catalog.rates import AMOUNT, in_base_currency
from crm.common.currencies import base_currency
from deals.models import Deal, DealQuerySet, Outcome, Pipeline, Stage

MOST_CARDS = 50
"""In a column; the list shows all."""


@dataclass(frozen=True)
class StageSums:
    """`unsummed`: deals with a value for which no exchange rate is known today."""

    count: int = 0
    value: Decimal | None = None
    weighted: Decimal | None = None
    unsummed: int = 0


@dataclass(frozen=True)
class Card:
    """`days` in the stage (None: unknown); `before` and `after`: the neighbouring open stages."""

    deal: Deal
    days: int | None
    is_idle: bool
    may_move: bool
    before: Stage | None
    after: Stage | None

    @property
    def own_probability(self) -> int | None:
        """The manager's own judgement where it differs from the stage's."""
        own = self.deal.probability
        return None if own == self.deal.stage.probability else own


@dataclass(frozen=True)
class Column:
    stage: Stage
    sums: StageSums
    cards: Sequence[Card]

    @property
    def has_more(self) -> bool:
        return self.sums.count > len(self.cards)


@dataclass(frozen=True)
class Board:
    """`columns` are the open stages; `closing` those that mean won or lost."""

    pipeline: Pipeline
    columns: Sequence[Column]
    closing: Sequence[Stage]
    currency: str

    @property
    def stages(self) -> list[Stage]:
        return [column.stage for column in self.columns]

    def holds(self, deal: Deal | None) -> bool:
        """The deal is one of the cards that are shown."""
        cards = (card for column in self.columns for card in column.cards)
        return deal is not None and any(card.deal.pk == deal.pk for card in cards)

    @property
    def count(self) -> int:
        return sum(column.sums.count for column in self.columns)


def board(rows: DealQuerySet, editable: DealQuerySet, pipeline: Pipeline, today: date) -> Board:
    """The open deals among `rows`; those that are `editable` can be moved."""
    stages = list(Stage.objects.filter(pipeline=pipeline).order_by("position", "pk"))
    open_stages = [stage for stage in stages if stage.outcome == Outcome.OPEN]
    mine = rows.open().filter(pipeline=pipeline)
    sums = _sums(mine, today)
    cards = _cards(mine, editable, open_stages, today)
    return Board(
        pipeline=pipeline,
        columns=[
            Column(stage, sums.get(stage.pk, StageSums()), cards.get(stage.pk, []))
            for stage in open_stages
        ],
        closing=[stage for stage in stages if stage.outcome != Outcome.OPEN],
        currency=base_currency(),
    )


def _sums(rows: DealQuerySet, today: date) -> dict[int, StageSums]:
    chance = Coalesce("probability", "stage__probability")
    weighted = ExpressionWrapper(F("base_value") * chance / 100, output_field=AMOUNT)
    groups = (
        rows.annotate(base_value=in_base_currency("value", "currency", today))
        .annotate(weighted_value=weighted)
        .order_by()
        .values("stage")
        .annotate(
            cases=Count("pk"),
            total=Sum("base_value"),
            weighted=Sum("weighted_value"),
            unsummed=Count("value") - Count("base_value"),
        )
    )
    return {
        group["stage"]: StageSums(
            group["cases"], group["total"], group["weighted"], group["unsummed"]
        )
        for group in groups
    }


def _cards(
    rows: DealQuerySet, editable: DealQuerySet, stages: Sequence[Stage], today: date
) -> Mapping[int, list[Card]]:
    """The newest in each stage first, so that a card just moved is in sight."""
    newest = [F("stage_since").desc(nulls_last=True), F("pk").desc()]
    place: Any = Window(RowNumber(), partition_by=F("stage"), order_by=newest)
    shown = (
        rows.annotate(place=place)
        .filter(place__lte=MOST_CARDS)
        .select_related("account", "owner", "stage")
        .order_by("place")
    )
    deals = list(shown)
    movable = set(editable.filter(pk__in=[deal.pk for deal in deals]).values_list("pk", flat=True))
    at = {stage.pk: index for index, stage in enumerate(stages)}
    found: dict[int, list[Card]] = {stage.pk: [] for stage in stages}
    for deal in deals:
        if deal.stage_id not in at:
            continue
        index = at[deal.stage_id]
        card = Card(
            deal=deal,
            days=deal.days_in_stage(today),
            is_idle=deal.is_idle(today),
            may_move=deal.pk in movable,
            before=stages[index - 1] if index else None,
            after=stages[index + 1] if index + 1 < len(stages) else None,
        )
        found[deal.stage_id].append(card)
    return found
