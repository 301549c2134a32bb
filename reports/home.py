"""The home page: what to do next, and how one stands, of the deals that one works with."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, F, When
from django.db.models.functions import Least

from crm.common.days import business_day
from crm.common.keyset import Page, page
from crm.common.months import add_months, first_day
from deals.models import Deal, DealQuerySet, Stage
from deals.queries.idleness import idle_in
from deals.queries.stage_ends import OLDEST, first_of_stages
from reports.access import own_report
from reports.content import Edition
from reports.models import MonthlyReport
from reports.queries import Asked
from reports.standing import StageRow, Standing, open_deals, standing, waits
from users.models import Role, User
from users.scope import owned_in_scope

FEW = 5
NEXT = 7
SOON = timedelta(days=14)
WAITING_ORDER = ("waiting_since", "pk")
SHOWN = ("account", "owner", "stage")


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
class _Few:
    """The deals that stand on the page by name."""

    waiting: Sequence[Deal]
    closing_soon: Sequence[Deal]
    won_lately: Sequence[Deal]


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
    open_now, few = open_deals(mine, stages, today), _few(mine, stages, today)
    return Home(
        today=today,
        standing=standing(user, mine, open_now, today),
        waiting=explained(few.waiting, stages, user, today),
        stages=open_now.stages,
        closing_soon=few.closing_soon,
        won_lately=few.won_lately,
        report=_report_card(user, today),
        has_deals=bool(open_now.sums.count or few.won_lately) or mine.exists(),
        shows_owner=shows_owner(user),
    )


def _few(mine: DealQuerySet, stages: Collection[Stage], today: date) -> _Few:
    """Found by their keys, which indexes hold in order; all fetched by one statement then.

    Who waits longest is among those longest in a stage and those longest past their day.
    """
    oldest = first_of_stages(mine.filter(stage_since__lt=today), stages, OLDEST, NEXT)
    late = _keys(mine.late(today).order_by("expected_close_on", "pk"), NEXT)
    soon = mine.open().filter(expected_close_on__gt=today, expected_close_on__lte=today + SOON)
    closing = _keys(soon.order_by("expected_close_on", "pk"), FEW)
    won = _keys(mine.won().order_by("-closed_on", "-pk"), FEW)
    rows = mine.filter(pk__in={*oldest, *late, *closing, *won})
    rows = rows.annotate(waiting_since=waiting_since(stages, today)).select_related(*SHOWN)
    found = {deal.pk: deal for deal in rows.order_by(*WAITING_ORDER)}
    idle = {key for key in oldest if key in found and found[key].is_idle(today)}
    waits = [deal for key, deal in found.items() if key in idle or key in late]
    return _Few(
        waits[:NEXT],
        [found[key] for key in closing if key in found],
        [found[key] for key in won if key in found],
    )


def _keys(rows: DealQuerySet, count: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:count])


def own_deals(user: User) -> DealQuerySet:
    """A manager's own, of a head those owned in the teams below, else all that one may see.

    Whoever owns a deal, or oversees its owner, sees it: `visible_to` begins with these.
    """
    if user.role == Role.MANAGER or user.is_head:
        return Deal.objects.filter(owned_in_scope(user))
    visible: DealQuerySet = Deal.objects.visible_to(user)
    return visible


def shows_owner(user: User) -> bool:
    return user.role != Role.MANAGER


def own_filter(user: User) -> dict[str, int]:
    """The same as `own_deals`, as filters of the deal list."""
    if user.role == Role.MANAGER:
        return {"owner": user.pk}
    return {"head": user.pk} if user.is_head else {}


def waiting_since(stages: Iterable[Stage], today: date) -> Least:
    """The day since when an open deal is idle or past its closing date, if it is."""
    return Least(
        Case(When(idle_in(stages, today), then=F("stage_since"))),
        Case(When(expected_close_on__lt=today, then=F("expected_close_on"))),
    )


def waiting_page(user: User, today: date, cursor: str) -> tuple[Page[Deal], list[Waiting]]:
    """All that wait, those longest first."""
    stages = list(Stage.all_objects.order_by("position", "pk"))
    rows = own_deals(user).open().filter(waits(stages, today))
    rows = rows.annotate(waiting_since=waiting_since(stages, today)).select_related(*SHOWN)
    found = page(rows, WAITING_ORDER, cursor)
    return found, explained(found.rows, stages, user, today)


def explained(
    deals: Collection[Deal], stages: Iterable[Stage], user: User, today: date
) -> list[Waiting]:
    """Why each waits, and where it can move: `stages` in their order."""
    pks = [deal.pk for deal in deals]
    editable = set(Deal.objects.editable_by(user).filter(pk__in=pks).values_list("pk", flat=True))
    live = [stage for stage in stages if stage.deleted_at is None]
    return [_explained(deal, live if deal.pk in editable else [], today) for deal in deals]


def _explained(deal: Deal, stages: Iterable[Stage], today: date) -> Waiting:
    due = deal.expected_close_on
    return Waiting(
        deal=deal,
        overdue=(today - due).days if due and due <= today else None,
        idle=deal.days_in_stage(today) if deal.is_idle(today) else None,
        stages=[
            stage
            for stage in stages
            if stage.pipeline_id == deal.pipeline_id and stage.pk != deal.stage_id
        ],
    )


def _report_card(user: User, today: date) -> ReportCard | None:
    asked = own_report(user)
    if asked is None:
        return None
    month = first_day(today)
    before = add_months(month, -1)
    visible = MonthlyReport.objects.visible_to(user).select_related("head_comment_by")
    reports = visible.defer("content")
    report = reports.filter(month=before, edition=asked.edition.value, subject=asked.user).first()
    silent = report is None or not (report.sent_at or report.manager_comment)
    wants_comment = asked.edition is not Edition.COMPANY and silent
    return ReportCard(month, before, asked, report, wants_comment)
