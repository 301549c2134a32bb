"""Monthly reports with known figures, for the tests of wording, page, PDF and mail."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from reports.content import (
    ChartMonth,
    Comment,
    Decision,
    DecisionReason,
    Edition,
    Figure,
    FigureCode,
    MonthlyContent,
    PersonRow,
    RankedRow,
    Unconverted,
    rank,
)

WON = [None, None, None, None, None, 0, 0, 0, 64890, 88120, 103497, 122127]
HOSTILE = (
    '#import "x": *',
    "2027-01-15",
    "<script>alert(1)</script>",
    "*bold* _under_ `raw`",
    "$x$ \\ #panic()",
    "= Heading // not",
    "漢字 😀 Åkerö",
    "a & b < c > d \"e\" 'f'",
    "{{ x }}{% x %}",
)


def figure(
    code: FigureCode,
    value: str | None,
    month_before: str | None,
    year_before: str | None,
    *,
    records: int = 43,
    without: int = 0,
) -> Figure:
    now, month, year = (
        None if text is None else Decimal(text) for text in (value, month_before, year_before)
    )
    url = f"/deals/?figure={code.value}&closed_from=2017-06-01"
    return Figure(code, now, month, year, records, url, without)


def month_of_chart(index: int, value: Decimal | int | None) -> ChartMonth:
    month = date(2016 + (6 + index) // 12, (6 + index) % 12 + 1, 1)
    won = None if value is None else Decimal(value)
    return ChartMonth(month, won, 30 if won else 0, 6, f"/deals/?closed_from={month}")


def ranked(name: str, won: int, lost: int, value: str) -> RankedRow:
    return RankedRow(name, won, lost, Decimal(value), f"/deals/?product={name[:3]}&outcome=won")


def decision(deal: str, reason: DecisionReason, days: int, amount: str | None) -> Decision:
    value = None if amount is None else Decimal(amount)
    since = date(2017, 3, 28)
    return Decision(deal, "Kan-code", "Darcel", value, "USD", reason, since, days, "/deals/42/")


def _figures() -> tuple[Figure, ...]:
    """Of somebody whose lost and open deals have no value."""
    return (
        figure(FigureCode.WON_VALUE, "122127", "103497", "0", records=37),
        figure(FigureCode.WON_COUNT, "37", "35", "0", records=37),
        figure(FigureCode.LOST_VALUE, None, None, None, records=6, without=6),
        figure(FigureCode.LOST_COUNT, "6", "19", "0", records=6),
        figure(FigureCode.WIN_RATE, "0.8604651162790697674418604651", "0.6481", None),
        figure(FigureCode.AVERAGE_DEAL, "3300.729729729729729729729730", "2957.06", None),
        figure(FigureCode.DAYS_TO_CLOSE, "47.5", "51", None),
        figure(FigureCode.NEW_DEALS, "61", "61", None, records=61),
        figure(FigureCode.OPEN_COUNT, "194", "180", None, records=194),
        figure(FigureCode.OPEN_VALUE, None, None, None, records=194, without=194),
        figure(FigureCode.WEIGHTED_VALUE, None, None, None, records=194, without=194),
    )


def _products() -> list[RankedRow]:
    return [
        ranked("GTX Pro", 11, 1, "58120"),
        ranked("GTX Plus Basic", 12, 2, "12740"),
        ranked("MG Advanced", 9, 2, "31667"),
        ranked("GTX Basic", 5, 1, "2750"),
        ranked("GTK 500", 0, 1, "0"),
    ]


def _decisions() -> tuple[Decision, ...]:
    return (
        decision("GTK 500 for Kan-code", DecisionReason.IDLE, 94, "26768"),
        decision("MG Special", DecisionReason.CLOSING_PASSED, 12, None),
        decision("GTX Pro, 12 units", DecisionReason.CLOSING_PASSED, 1, "57852.50"),
    )


def _comment(text: str, by: str, hour: int, minute: int) -> Comment:
    return Comment(text, by, datetime(2017, 7, 1, hour, minute, tzinfo=UTC))


def manager_report() -> MonthlyContent:
    """June 2017 of a manager who sold well."""
    not_converted = Unconverted(
        "Kabel Öst", "Öst AB", Decimal("88000.00"), "NOK", date(2017, 6, 9), "/deals/9/"
    )
    return MonthlyContent(
        edition=Edition.MANAGER,
        month=date(2017, 6, 1),
        subject_name="Darcel Schlecht",
        currency="USD",
        time_zone="Europe/Stockholm",
        url="/reports/monthly/2017-06/?user=darcel%40example.com",
        figures=_figures(),
        chart=tuple(month_of_chart(i, value) for i, value in enumerate(WON)),
        ranked_from=date(2016, 7, 1),
        frozen_at=datetime(2017, 7, 1, 5, 0, tzinfo=UTC),
        products=rank(_products()),
        sectors=rank([ranked("retail", 14, 2, "48770"), ranked("medical", 8, 4, "20411")]),
        decisions=_decisions(),
        decisions_total=3,
        decisions_url="/deals/?outcome=open&owner=7",
        undated_count=12,
        undated_url="/deals/?undated=1&owner=7",
        unconverted=(not_converted,),
        unconverted_total=1,
        unconverted_url="/deals/?unconverted=1",
        manager_comment=_comment(
            "Two large renewals closed early.\nJuly will be quieter.", "Darcel Schlecht", 6, 30
        ),
        head_comment=_comment(
            "Strong month. Take GTK 500 for Kan-code first.", "Melvin Marxen", 8, 5
        ),
    )


def head_report() -> MonthlyContent:
    people = tuple(
        PersonRow(name, won, lost, None if value is None else Decimal(value), 90, "/reports/")
        for name, won, lost, value in (
            ("Darcel Schlecht", 37, 6, "122127"),
            ("Daniell Hammack", 27, 5, "111830"),
            ("Wilburn Farren", 4, 1, "7669"),
            ("Carl Lin", 0, 0, None),
        )
    )
    report = manager_report()
    return replace(report, edition=Edition.HEAD, subject_name="Melvin Marxen", people=people)


def empty_report() -> MonthlyContent:
    """A manager without a deal: nothing to divide by, nothing to compare with."""
    zero = ("won_count", "lost_count", "new_deals", "open_count")
    return MonthlyContent(
        edition=Edition.MANAGER,
        month=date(2017, 6, 1),
        subject_name="Carl Lin",
        currency="USD",
        time_zone="Europe/Stockholm",
        url="/reports/monthly/2017-06/?user=carl%40example.com",
        figures=tuple(
            figure(code, "0" if code.value in zero else None, None, None, records=0)
            for code in FigureCode
        ),
        chart=tuple(month_of_chart(i, None) for i in range(12)),
        ranked_from=date(2016, 7, 1),
        frozen_at=datetime(2017, 7, 1, 5, 0, tzinfo=UTC),
    )


def hostile_report() -> MonthlyContent:
    """Names and comments that would be markup, code or dates somewhere."""
    report = head_report()
    rows = [ranked(name, 3, 2, "10") for name in HOSTILE]
    return replace(
        report,
        subject_name=HOSTILE[2],
        products=rank(rows, top=9),
        sectors=rank(rows[:2]),
        decisions=tuple(
            replace(report.decisions[0], deal=name, account=name, owner=name) for name in HOSTILE
        ),
        decisions_total=312,
        people=tuple(replace(report.people[0], name=name) for name in HOSTILE),
        manager_comment=Comment("\n".join(HOSTILE), HOSTILE[0], report.frozen_at or _EPOCH),
    )


_EPOCH = datetime(2017, 1, 1, tzinfo=UTC)
