"""The home page: what to do next, and how one stands, of the deals that one works with."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, ExpressionWrapper, F, Q, Sum, When
from django.db.models.functions import Coalesce, Least

from accounts.models import Account
from catalog.rates import AMOUNT
from crm.common.days import business_day
from crm.common.keyset import Page, page
from crm.common.months import add_months, first_day
from deals.models import Deal, DealQuerySet, Outcome, Stage
from deals.queries import rows_for_list
from reports.access import own_report
from reports.content import Edition
from reports.models import MonthlyReport
from reports.queries import Asked
from users.models import Role, User

FEW = 5
NEXT = 7
SOON = timedelta(days=14)
WAITING_ORDER = ("waiting_since", "pk")


@dataclass(frozen=True)
class Standing:
    """Sums in base currency. `unsummed`: open deals whose currency has no rate.

    `ownerless` accounts are counted for those who can give them to somebody, else None.
    """

    open_count: int
    open_value: Decimal | None
    weighted_value: Decimal | None
    unsummed: int
    won_count: int
    won_value: Decimal | None
    won_value_before: Decimal | None
    undecided: int
    without_account: int
    ownerless: int | None


@dataclass(frozen=True)
class Waiting:
    """A deal that somebody has to decide about, and why.

    `overdue`: days since it was to close (0: today), `idle`: days in a stage that allows fewer;
    None where that is not a reason. `stages` are those it can move to (empty: not by the reader).
    """

    deal: Deal
    overdue: int | None
    idle: int | None
    stages: Sequence[Stage]


@dataclass(frozen=True)
class StageRow:
    """Open deals in one stage, in base currency (None: no value is known); `share` of 1,000."""

    stage: int
    name: str
    count: int
    value: Decimal | None
    share: int


@dataclass(frozen=True)
class ReportCard:
    """The reader's own report: this month so far, and the one of the month before.

    `wants_comment`: that one is not sent yet and its subject has said nothing.
    """

    month: date
    before: date
    asked: Asked
    report: MonthlyReport | None
    wants_comment: bool


@dataclass(frozen=True)
class Home:
    """`has_deals`: there is something to show; `shows_owner`: of other people, too."""

    today: date
    standing: Standing
    waiting: Sequence[Waiting]
    stages: Sequence[StageRow]
    closing_soon: Sequence[Deal]
    won_lately: Sequence[Deal]
    report: ReportCard | None
    has_deals: bool
    shows_owner: bool


def home_of(user: User, now: datetime) -> Home:
    """The same number of statements, however many deals there are."""
    today, mine = business_day(now), own_deals(user)
    standing = _standing(user, mine, today)
    found = rows_for_list(waiting_deals(mine, today), None, today).order_by(*WAITING_ORDER)
    soon = mine.open().filter(expected_close_on__gt=today, expected_close_on__lte=today + SOON)
    won = rows_for_list(mine.won(), None, today).order_by("-closed_on", "-pk")[:FEW]
    return Home(
        today=today,
        standing=standing,
        waiting=explained(list(found[:NEXT]), user, today),
        stages=_stage_rows(mine, today),
        closing_soon=list(
            rows_for_list(soon, None, today).order_by("expected_close_on", "pk")[:FEW]
        ),
        won_lately=list(won),
        report=_report_card(user, today),
        has_deals=mine.exists(),
        shows_owner=shows_owner(user),
    )


def own_deals(user: User) -> DealQuerySet:
    """A manager's own, of a head those owned in the teams below, else all that one may see."""
    visible: DealQuerySet = Deal.objects.visible_to(user)
    if user.role == Role.MANAGER:
        return visible.filter(owner=user)
    return visible.owned_below(user) if user.is_head else visible


def shows_owner(user: User) -> bool:
    return user.role != Role.MANAGER


def own_filter(user: User) -> dict[str, int]:
    """The same as `own_deals`, as filters of the deal list."""
    if user.role == Role.MANAGER:
        return {"owner": user.pk}
    return {"head": user.pk} if user.is_head else {}


def waiting_deals(mine: DealQuerySet, today: date) -> DealQuerySet:
    """Open deals that are idle or past their closing date, with the day since when they wait."""
    idle = Q(pk__in=mine.idle(today).values("pk"))
    passed = Q(expected_close_on__lt=today)
    since = Least(
        Case(When(idle, then=F("stage_since"))),
        Case(When(passed, then=F("expected_close_on"))),
    )
    return mine.open().filter(idle | passed).annotate(waiting_since=since)


def waiting_page(user: User, today: date, cursor: str) -> tuple[Page[Deal], list[Waiting]]:
    """All that wait, those longest first."""
    rows = rows_for_list(waiting_deals(own_deals(user), today), None, today)
    found = page(rows, WAITING_ORDER, cursor)
    return found, explained(found.rows, user, today)


def explained(deals: Collection[Deal], user: User, today: date) -> list[Waiting]:
    """Why each waits, and where it can move."""
    pks = [deal.pk for deal in deals]
    editable = set(Deal.objects.editable_by(user).filter(pk__in=pks).values_list("pk", flat=True))
    stages = _stages_of(deals)
    return [_explained(deal, stages if deal.pk in editable else {}, today) for deal in deals]


def _stages_of(deals: Iterable[Deal]) -> dict[int, list[Stage]]:
    """The stages of their pipelines, by pipeline."""
    found: dict[int, list[Stage]] = {}
    pipelines = {deal.pipeline_id for deal in deals}
    for stage in Stage.objects.filter(pipeline__in=pipelines).order_by("position", "pk"):
        found.setdefault(stage.pipeline_id, []).append(stage)
    return found


def _explained(deal: Deal, stages: dict[int, list[Stage]], today: date) -> Waiting:
    due = deal.expected_close_on
    return Waiting(
        deal=deal,
        overdue=(today - due).days if due and due <= today else None,
        idle=deal.days_in_stage(today) if deal.is_idle(today) else None,
        stages=[item for item in stages.get(deal.pipeline_id, ()) if item.pk != deal.stage_id],
    )


def _standing(user: User, mine: DealQuerySet, today: date) -> Standing:
    month = first_day(today)
    before = add_months(month, -1)
    is_open, won = Q(outcome=Outcome.OPEN), Q(outcome=Outcome.WON)
    recent = rows_for_list(mine.filter(is_open | Q(closed_on__gte=before)), None, today)
    chance = Coalesce("probability", "stage__probability")
    weighted = ExpressionWrapper(F("base_value") * chance / 100, output_field=AMOUNT)
    sums: dict[str, Any] = recent.order_by().aggregate(
        open_count=Count("pk", filter=is_open),
        open_value=Sum("base_value", filter=is_open),
        weighted_value=Sum(weighted, filter=is_open),
        unsummed=Count("value", filter=is_open) - Count("base_value", filter=is_open),
        won_count=Count("pk", filter=won & Q(closed_on__gte=month)),
        won_value=Sum("base_value", filter=won & Q(closed_on__gte=month)),
        won_value_before=Sum("base_value", filter=won & Q(closed_on__lt=month)),
        without_account=Count("pk", filter=is_open & Q(account=None)),
    )
    ownerless = Account.objects.visible_to(user).filter(owner=None).count() if user.leads else None
    return Standing(**sums, undecided=waiting_deals(mine, today).count(), ownerless=ownerless)


def _stage_rows(mine: DealQuerySet, today: date) -> list[StageRow]:
    groups: list[Any] = list(
        rows_for_list(mine.open(), None, today)
        .order_by("pipeline__position", "stage__position", "stage")
        .values("stage", "stage__name")
        .annotate(cases=Count("pk"), total=Sum("base_value"))
    )
    most = max((group["total"] or 0 for group in groups), default=0) or 1
    return [
        StageRow(
            stage=group["stage"],
            name=group["stage__name"],
            count=group["cases"],
            value=group["total"],
            share=int((group["total"] or 0) * 1000 / most),
        )
        for group in groups
    ]


def _report_card(user: User, today: date) -> ReportCard | None:
    asked = own_report(user)
    if asked is None:
        return None
    month = first_day(today)
    before = add_months(month, -1)
    reports = MonthlyReport.objects.visible_to(user).select_related("head_comment_by")
    report = reports.filter(month=before, edition=asked.edition.value, subject=asked.user).first()
    silent = report is None or not (report.sent_at or report.manager_comment)
    wants_comment = asked.edition is not Edition.COMPANY and silent
    return ReportCard(month, before, asked, report, wants_comment)
