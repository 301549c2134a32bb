"""The scorecard as the panel shows it: each figure of each person as text, with its list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.common.currencies import base_currency
from crm.common.keyset import Page, page
from crm.common.templatetags.formats import compact_money, number, percent
from reports.content import FigureCode
from reports.scorecard import PersonScores, Score, scorecard
from users.models import User

PEOPLE = 50
Write = Callable[[Decimal | None], str]


@dataclass(frozen=True)
class Cell:
    """`before` is the figure of the month before, where there is one."""

    label: str | Promise
    text: str
    url: str
    before: "Cell | None" = None


@dataclass(frozen=True)
class Row:
    person: User
    cells: list[Cell]


def rows_for(reader: User, today: date, cursor: str) -> tuple[list[Row], Page[User]]:
    """The people whose deals the reader sees all of, some on each page, by name."""
    people = User.objects.reported_to(reader).active()
    found = page(people, ("sort_key", "pk"), cursor, PEOPLE)
    return [Row(scores.person, _cells(scores)) for scores in scorecard(found.rows, today)], found


def _cells(scores: PersonScores) -> list[Cell]:
    money = partial(compact_money, currency=base_currency())
    columns: list[tuple[FigureCode, str | Promise, Write]] = [
        (FigureCode.WON_COUNT, _("Won"), number),
        (FigureCode.WON_VALUE, _("Won value"), money),
        (FigureCode.WIN_RATE, _("Win rate"), partial(percent, places=0)),
        (FigureCode.OPEN_VALUE, _("Open pipeline"), money),
        (FigureCode.WEIGHTED_VALUE, _("Weighted"), money),
        (FigureCode.NEW_DEALS, _("New deals"), number),
    ]
    months = [
        _cell(label, write, scores.now[code], _cell(label, write, scores.before[code]))
        for code, label, write in columns
    ]
    idle = _cell(_("Idle deals"), number, scores.idle)
    return [*months, idle, _cell(_("Closing date passed"), number, scores.late)]


def _cell(label: str | Promise, write: Write, score: Score, before: Cell | None = None) -> Cell:
    return Cell(label, write(score.value), score.url, before)
