"""The home page: what to do next, and how one stands, of the deals that one works with."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, F, Q, When
from django.db.models.functions import Least

from crm.common.days import business_day
from crm.common.keyset import Page, page
from crm.common.months import add_months, first_day
from deals.models import Deal, DealQuerySet, Stage
from deals.queries import rows_for_list
from reports.access import own_report
from reports.content import Edition
from reports.models import MonthlyReport
from reports.queries import Asked
from reports.standing import StageRow, Standing, open_deals, standing
from users.models import Role, User

FEW = 5
NEXT = 7
SOON = timedelta(days=14)
WAITING_ORDER = ("waiting_since", "pk")


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
    stages = list(Stage.all_objects.order_by("pipeline__position", "position", "pk"))
    open_now = open_deals(mine, stages, today)
    waiting = waiting_deals(mine, stages, today)
    soon = mine.open().filter(expected_close_on__gt=today, expected_close_on__lte=today + SOON)
    next_few = _first(waiting.order_by(*WAITING_ORDER), NEXT, today)
    return Home(
        today=today,
        standing=standing(user, mine, open_now, waiting.count(), today),
        waiting=explained(next_few, user, today),
        stages=open_now.stages,
        closing_soon=_first(soon.order_by("expected_close_on", "pk"), FEW, today),
        won_lately=_first(mine.won().order_by("-closed_on", "-pk"), FEW, today),
        report=_report_card(user, today),
        has_deals=mine.exists(),
        shows_owner=shows_owner(user),
    )


def _first(rows: DealQuerySet, count: int, today: date) -> list[Deal]:
    """The first of the rows with what a table shows. Found by their keys, which an index holds;
    fetched then.
    """
    keys = list(rows.values_list("pk", flat=True)[:count])
    shown = rows_for_list(rows.filter(pk__in=keys), None, today)
    found = {deal.pk: deal for deal in shown}
    return [found[key] for key in keys if key in found]


def own_deals(user: User) -> DealQuerySet:
    """A manager's own, of a head those owned in the teams below, else all that one may see."""
    visible: DealQuerySet = Deal.objects.visible_to(user)
    if user.role == Role.MANAGER:
        return visible.filter(owner=user)
    return visible.filter(owner__in=user.overseen_people_ids) if user.is_head else visible


def shows_owner(user: User) -> bool:
    return user.role != Role.MANAGER


def own_filter(user: User) -> dict[str, int]:
    """The same as `own_deals`, as filters of the deal list."""
    if user.role == Role.MANAGER:
        return {"owner": user.pk}
    return {"head": user.pk} if user.is_head else {}


def waiting_deals(mine: DealQuerySet, stages: Iterable[Stage], today: date) -> DealQuerySet:
    """Open deals that are idle or past their closing date, with the day since when they wait."""
    idle = Q(pk=None)
    for stage in stages:
        if stage.idle_days is not None:
            idle |= Q(stage=stage, stage_since__lt=today - timedelta(days=stage.idle_days))
    passed = Q(expected_close_on__lt=today)
    since = Least(
        Case(When(idle, then=F("stage_since"))),
        Case(When(passed, then=F("expected_close_on"))),
    )
    return mine.open().filter(idle | passed).annotate(waiting_since=since)


def waiting_page(user: User, today: date, cursor: str) -> tuple[Page[Deal], list[Waiting]]:
    """All that wait, those longest first."""
    waiting = waiting_deals(own_deals(user), Stage.all_objects.all(), today)
    rows = rows_for_list(waiting, None, today)
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
