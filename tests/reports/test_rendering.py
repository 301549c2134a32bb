"""What a monthly report says in words and numbers, and that freezing it loses nothing."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.common.formats import NBSP
from reports.content import Edition, FigureCode, MonthlyContent, RankedRow, rank
from reports.frozen import freeze, thaw
from reports.presentation import present
from reports.shown import FigureView, ReportView
from reports.wording import subject
from tests.reports import samples

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def shown(content: MonthlyContent, language: str = "en") -> ReportView:
    return present(content, language=language, zone=STOCKHOLM)


def figure_of(view: ReportView, code: FigureCode) -> FigureView:
    return next(figure for figure in view.figures if figure.code == code)


def test_the_subject_carries_the_conclusion() -> None:
    report = samples.manager_report()
    assert subject(report, "en") == (
        f"June 2017: 122,127{NBSP}USD won (+18%), 3 deals need a decision"
    )
    assert f"122{NBSP}127{NBSP}USD" in subject(report, "sv")
    assert f"(+18{NBSP}%)" in subject(report, "sv")
    assert subject(report, "sv").startswith("Juni 2017: ")
    one = replace(report, decisions_total=1)
    assert subject(one, "en").endswith("1 deal needs a decision")
    none = replace(report, decisions_total=0)
    assert subject(none, "en").endswith("(+18%)")


def test_a_heads_and_the_companys_subject_say_whose_report_it_is() -> None:
    assert subject(samples.head_report(), "en").startswith("June 2017, Melvin Marxen: ")
    company = replace(samples.head_report(), edition=Edition.COMPANY, subject_name="")
    assert subject(company, "en").startswith("June 2017, the whole company: ")


@pytest.mark.parametrize(
    ("value", "before", "count", "expected"),
    [
        ("0", "103497", 0, "June 2017: nothing won"),
        (None, None, 0, "June 2017: nothing won"),
        (None, None, 3, "June 2017: 3 deals won"),
        ("500", None, 1, f"June 2017: 500{NBSP}USD won"),
        ("500", "0", 1, f"June 2017: 500{NBSP}USD won (from 0)"),
    ],
)
def test_a_month_without_won_value_is_said_plainly(
    value: str | None, before: str | None, count: int, expected: str
) -> None:
    figures = (
        samples.figure(FigureCode.WON_VALUE, value, before, None),
        samples.figure(FigureCode.WON_COUNT, str(count), None, None),
    )
    report = replace(samples.manager_report(), figures=figures, decisions_total=0)
    assert subject(report, "en") == expected


def test_figures_carry_their_changes_and_open_their_records() -> None:
    view = shown(samples.manager_report())
    won = figure_of(view, FigureCode.WON_VALUE)
    assert (won.value, won.records) == (f"122,127{NBSP}USD", "37 deals")
    assert (won.month_change.text, won.month_change.trend) == ("+18%", "good")
    assert won.year_change.text == "from 0"
    assert won.url == "/deals/?figure=won_value&closed_from=2017-06-01"
    assert figure_of(view, FigureCode.WIN_RATE).value == "86.0%"
    assert figure_of(view, FigureCode.WIN_RATE).month_change.text == "+21.2 pp"
    assert figure_of(view, FigureCode.AVERAGE_DEAL).value == f"3,301{NBSP}USD"
    assert figure_of(view, FigureCode.NEW_DEALS).month_change.text == "±0"
    assert figure_of(view, FigureCode.OPEN_VALUE).records == "194 deals without value"
    assert figure_of(view, FigureCode.OPEN_COUNT).records == "on 30 June 2017"


def test_all_amounts_of_a_report_are_whole() -> None:
    report = samples.manager_report()
    odd = Decimal("122127.50")
    figures = [
        replace(figure, value=odd) if figure.code is FigureCode.WON_VALUE else figure
        for figure in report.figures
    ]
    view = shown(replace(report, figures=tuple(figures)))
    rows = (view.figures, view.chart_rows, view.people, *(one.best for one in view.rankings))
    texts = [
        text
        for row in (row for group in rows for row in group)
        for text in (getattr(row, "value", ""), getattr(row, "won_value", ""))
        if text.endswith("USD")
    ]
    assert len(texts) > 5
    assert f"122,128{NBSP}USD" in texts
    assert "." not in "".join([view.conclusion, *texts])


def test_more_lost_deals_and_longer_waits_are_no_good_news() -> None:
    view = shown(samples.manager_report())
    lost = figure_of(view, FigureCode.LOST_COUNT)
    assert (lost.month_change.direction, lost.month_change.trend) == ("down", "good")
    assert (lost.year_change.direction, lost.year_change.trend) == ("up", "bad")
    days = figure_of(view, FigureCode.DAYS_TO_CLOSE)
    assert (days.month_change.text, days.month_change.trend) == (f"−3.5{NBSP}days", "good")
    opened = figure_of(view, FigureCode.OPEN_COUNT)
    assert (opened.month_change.direction, opened.month_change.trend) == ("up", "even")


def test_numbers_and_months_follow_the_language() -> None:
    view = shown(samples.manager_report(), "sv")
    assert figure_of(view, FigureCode.WON_VALUE).value == f"122{NBSP}127{NBSP}USD"
    assert figure_of(view, FigureCode.AVERAGE_DEAL).value == f"3{NBSP}301{NBSP}USD"
    assert figure_of(view, FigureCode.WIN_RATE).value == f"86,0{NBSP}%"
    assert figure_of(view, FigureCode.LOST_COUNT).month_change.text == "−13"
    assert (view.month_name, view.month_before_name, view.year_before_name) == (
        "juni 2017",
        "maj 2017",
        "juni 2016",
    )
    assert view.comments[0].written_at == "2017-07-01 08:30"


def test_the_headlines_are_four_and_count_open_deals_that_have_no_value() -> None:
    report = samples.manager_report()
    codes = [figure.code for figure in shown(report).headlines]
    assert codes == ["won_value", "win_rate", "new_deals", "open_count"]
    valued = samples.figure(FigureCode.OPEN_VALUE, "5", None, None)
    with_value = replace(report, figures=(*report.figures[:3], valued))
    assert [figure.code for figure in shown(with_value).headlines] == ["won_value", "open_value"]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_report_without_deals_is_short_and_divides_by_nothing(language: str) -> None:
    view = shown(samples.empty_report(), language)
    assert view.is_empty
    assert view.chart_summary
    assert not view.decisions
    if language == "en":
        assert view.empty_text == "No deals were open, won or lost in June 2017."
        assert subject(samples.empty_report(), "en") == "June 2017: no deals open, won or lost"


def test_addresses_are_absolute_where_a_base_is_given() -> None:
    view = present(
        samples.head_report(), language="en", zone=STOCKHOLM, base_url="https://crm.example.com"
    )
    assert view.url == "https://crm.example.com/reports/monthly/2017-06/?user=darcel%40example.com"
    addresses = [figure.url for figure in view.figures] + [item.url for item in view.decisions]
    assert all(address.startswith("https://crm.example.com/") for address in addresses)


def test_january_is_compared_with_december_of_the_year_before() -> None:
    view = shown(replace(samples.manager_report(), month=date(2018, 1, 1)))
    assert (view.month_before_name, view.year_before_name) == ("December 2017", "January 2017")


def test_the_best_is_not_the_one_that_won_its_only_case() -> None:
    many = RankedRow("many", 90, 10, Decimal(9000), "")
    once = RankedRow("once", 1, 0, Decimal(10), "")
    never = RankedRow("never", 0, 1, None, "")
    half = RankedRow("half", 20, 20, Decimal(500), "")
    nothing = RankedRow("nothing closed", 0, 0, None, "")
    ranking = rank([once, never, half, many, nothing])
    assert [row.name for row in ranking.best] == ["many", "once"]
    assert [row.name for row in ranking.worst] == ["never", "half"]
    assert [row.has_few_cases for row in ranking.best] == [False, True]
    assert rank([]) == rank([nothing])
    assert [row.name for row in rank([many]).best] == ["many"]
    assert not rank([many]).worst


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=9))
def test_no_row_is_ranked_twice(closed: list[tuple[int, int]]) -> None:
    rows = [RankedRow(str(i), won, lost, None, "") for i, (won, lost) in enumerate(closed)]
    ranking = rank(rows)
    names = [row.name for row in (*ranking.best, *ranking.worst)]
    assert len(names) == len(set(names))
    assert len(ranking.best) >= len(ranking.worst)


def test_few_cases_are_warned_about() -> None:
    products = shown(samples.manager_report()).rankings[0]
    assert [row.warning for row in products.best] == ["", "", ""]
    assert products.worst[0].warning == "Only 1 case: read with care"
    assert products.worst[0].cases == "0 of 1 won"


@pytest.mark.parametrize(
    "report",
    [
        samples.manager_report(),
        samples.head_report(),
        samples.empty_report(),
        samples.hostile_report(),
        replace(samples.manager_report(), frozen_at=None, head_comment=None),
    ],
)
def test_a_frozen_report_thaws_as_it_was(report: MonthlyContent) -> None:
    stored = json.dumps(freeze(report))
    assert thaw(json.loads(stored)) == report


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_frozen_amount_keeps_every_digit(amount: Decimal) -> None:
    figure = replace(samples.manager_report().figures[0], value=amount)
    report = replace(samples.empty_report(), figures=(figure,))
    back = thaw(json.loads(json.dumps(freeze(report)))).figures[0].value
    assert back is not None
    assert back.as_tuple() == amount.as_tuple()


def test_an_older_freeze_without_a_newer_field_still_thaws() -> None:
    stored = freeze(samples.empty_report())
    del stored["undated_url"]
    assert thaw(stored) == samples.empty_report()
    with pytest.raises(ValueError, match="version 99"):
        thaw({**stored, "version": 99})
