"""The words of the home page: the greeting, the figures, and why a deal is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel import dates
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.common import formats
from crm.common.currencies import base_currency
from crm.common.months import add_months, first_day, last_day
from deals.models import Deal
from reports import addresses
from reports.home import Home, Waiting, own_filter
from reports.home_menus import move_menu
from reports.standing import StageRow
from reports.wording import deals_text
from users.models import User

MORNING, NOON, EVENING = 5, 12, 18


@dataclass(frozen=True)
class HomeFigure:
    """A figure card; `tone` is `warn` where something is to be done."""

    label: str
    value: str
    hint: str
    url: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class NextItem:
    """A row of *Do next*; `menu` is empty where the reader cannot move the deal."""

    waiting: Waiting
    reason: str
    menu: str

    @property
    def deal(self) -> Deal:
        return self.waiting.deal


@dataclass(frozen=True)
class StageItem:
    """A row of *Pipeline*, with the address of its deals."""

    row: StageRow
    deals: str
    value: str
    url: str


def greeting(user: User, now: datetime) -> str:
    """By the reader's own clock."""
    hour = now.astimezone(user.zone).hour
    if MORNING <= hour < NOON:
        text = _("Good morning, %(name)s")
    elif NOON <= hour < EVENING:
        text = _("Good afternoon, %(name)s")
    else:
        text = _("Good evening, %(name)s")
    return text % {"name": user.full_name}


def day_text(user: User, now: datetime, language: str) -> str:
    """“Monday 23 November, week 48”, “måndag 23 november, vecka 48”."""
    day = now.astimezone(user.zone).date()
    written = dates.format_date(day, "EEEE d MMMM", locale=formats.locale_of(language))
    week = day.isocalendar().week
    return _("%(day)s, week %(week)d") % {"day": formats.sentence(written), "week": week}


def figures(user: User, home: Home, language: str) -> list[HomeFigure]:
    """Four at most, each with the address of its records."""
    return [
        _pipeline(user, home, language),
        _won(user, home, language),
        _undecided(home, language),
        _homeless(user, home, language),
    ]


def next_items(waiting: Iterable[Waiting]) -> list[NextItem]:
    return [
        NextItem(item, reason(item), move_menu(item) if item.stages else "") for item in waiting
    ]


def stage_items(user: User, home: Home, language: str) -> list[StageItem]:
    return [
        StageItem(
            row,
            deals_text(row.count, language),
            _money(row.value, row.count, language),
            addresses.deals_url(outcome="open", stage=row.stage, **own_filter(user)),
        )
        for row in home.stages
    ]


def reason(item: Waiting) -> str:
    """“12 days past its closing date · 30 days in Offer made”."""
    return " · ".join(_reasons(item))


def _reasons(item: Waiting) -> Iterator[str]:
    if item.overdue == 0:
        yield _("was to close today")
    elif item.overdue:
        yield ngettext(
            "%(days)d day past its closing date",
            "%(days)d days past its closing date",
            item.overdue,
        ) % {"days": item.overdue}
    if item.idle is not None:
        yield ngettext("%(days)d day in %(stage)s", "%(days)d days in %(stage)s", item.idle) % {
            "days": item.idle,
            "stage": item.deal.stage,
        }


def _pipeline(user: User, home: Home, language: str) -> HomeFigure:
    standing = home.standing
    weighted = _money(standing.weighted_value, standing.open_count, language)
    hint = _("weighted %(amount)s, %(deals)s") % {
        "amount": weighted,
        "deals": deals_text(standing.open_count, language),
    }
    if standing.unsummed:
        hint += _(" (%(count)d without an exchange rate)") % {"count": standing.unsummed}
    return HomeFigure(
        label=_("Open pipeline"),
        value=_money(standing.open_value, standing.open_count, language),
        hint=hint,
        url=addresses.deals_url(outcome="open", **own_filter(user)),
        icon="chart-line",
    )


def _won(user: User, home: Home, language: str) -> HomeFigure:
    month, standing = first_day(home.today), home.standing
    before = add_months(month, -1)
    url = addresses.deals_url(
        outcome="won", closed_from=month, closed_to=last_day(month), **own_filter(user)
    )
    return HomeFigure(
        label=_("Won in %(month)s") % {"month": formats.format_month(month, language)},
        value=_money(standing.won_value, standing.won_count, language),
        hint=_("%(amount)s in %(month)s")
        % {
            "amount": _money(standing.won_value_before, 0, language),
            "month": formats.format_month(before, language),
        },
        url=url,
        icon="trophy",
    )


def _undecided(home: Home, language: str) -> HomeFigure:
    count = home.standing.undecided
    return HomeFigure(
        label=_("Need a decision"),
        value=formats.format_number(count, language),
        hint=_("idle, or past the closing date"),
        url=reverse("reports:next"),
        icon="hourglass",
        tone="warn" if count else "",
    )


def _homeless(user: User, home: Home, language: str) -> HomeFigure:
    """Deals without an account; for who hands out accounts, accounts without an owner."""
    standing = home.standing
    if standing.ownerless is not None:
        return HomeFigure(
            label=_("Accounts without a manager"),
            value=formats.format_number(standing.ownerless, language),
            hint=_("nobody looks after them"),
            url=f"{reverse('accounts:account_list')}?owner=none",
            icon="building",
            tone="warn" if standing.ownerless else "",
        )
    return HomeFigure(
        label=_("Deals without an account"),
        value=formats.format_number(standing.without_account, language),
        hint=_("needed before an offer is made"),
        url=addresses.deals_url(needs_account=1, outcome="open", **own_filter(user)),
        icon="building",
        tone="warn" if standing.without_account else "",
    )


def _money(amount: Decimal | None, cases: int, language: str) -> str:
    """Nothing known is a dash; no deals at all are zero."""
    if amount is None and cases:
        return formats.NOTHING
    return formats.format_compact_money(amount or Decimal(0), base_currency(), language)
