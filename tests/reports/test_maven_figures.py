"""Facts that were counted independently of this program, out of a real export."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.content import Edition, FigureCode, MonthlyContent
from reports.dimensions import Dimension
from reports.figures import Measure, Period, figures
from reports.queries import Asked, compute, subjects_of
from tests.maven import maven, maven_module
from users.models import Role, User

pytestmark = [pytest.mark.sample_data, pytest.mark.django_db]
__all__ = ["maven", "maven_module"]

TODAY = date(2018, 1, 1)
ALWAYS = Period(None, None, TODAY)
YEAR = Period(date(2017, 1, 1), date(2017, 12, 31), TODAY)
JUNE = date(2017, 6, 1)
HEADS = {
    "Melvin Marxen": (2_251_930, 882),
    "Summer Sewald": (1_964_750, 828),
    "Rocco Neubert": (1_960_545, 691),
    "Celia Rouche": (1_603_897, 610),
    "Cara Losch": (1_130_049, 480),
    "Dustin Brinkmann": (1_094_363, 747),
}
MONTHS = {
    "2017-03": (531, 116, 1_134_672),
    "2017-04": (285, 301, 721_932),
    "2017-05": (438, 367, 1_025_713),
    "2017-06": (531, 110, 1_338_466),
    "2017-07": (308, 319, 696_932),
    "2017-08": (446, 339, 1_050_059),
    "2017-09": (503, 132, 1_235_264),
    "2017-10": (279, 287, 731_980),
    "2017-11": (406, 362, 938_943),
    "2017-12": (511, 140, 1_131_573),
}
WITHOUT_DEALS = {
    "Carl Lin",
    "Carol Thompson",
    "Elizabeth Anderson",
    "Mei-Mei Johns",
    "Natalya Ivanova",
}


def values(
    user: User, measure: Measure, by: Dimension, period: Period
) -> dict[str, Decimal | None]:
    return {row.label: row.value for row in figures(user, measure, by, period)}


def test_deals_by_stage(maven: User) -> None:
    counted = values(maven, Measure.DEALS, Dimension.STAGE, ALWAYS)
    assert counted == {"Prospecting": 500, "Engaging": 1_589, "Won": 4_238, "Lost": 2_473}


def test_won_value_of_all(maven: User) -> None:
    won = values(maven, Measure.WON_VALUE, Dimension.STAGE, ALWAYS)
    assert won == {"Won": Decimal("10005534.00")}


def test_won_value_by_head(maven: User) -> None:
    rows = figures(maven, Measure.WON_VALUE, Dimension.HEAD, ALWAYS)
    assert {row.label: (row.value, row.cases) for row in rows} == HEADS


def test_won_and_lost_by_closing_month(maven: User) -> None:
    won = values(maven, Measure.WON_COUNT, Dimension.MONTH, YEAR)
    lost = values(maven, Measure.LOST_COUNT, Dimension.MONTH, YEAR)
    value = values(maven, Measure.WON_VALUE, Dimension.MONTH, YEAR)
    assert {month: (won[month], lost[month], value[month]) for month in won} == MONTHS


def test_won_value_of_one_account(maven: User) -> None:
    assert values(maven, Measure.WON_VALUE, Dimension.ACCOUNT, ALWAYS)["Kan-code"] == 341_455


@pytest.mark.parametrize("by", list(Dimension))
def test_each_way_to_divide_the_won_value_has_the_same_sum(maven: User, by: Dimension) -> None:
    won = values(maven, Measure.WON_VALUE, by, ALWAYS)
    assert sum(value or 0 for value in won.values()) == 10_005_534


def test_a_head_gets_the_own_teams_and_a_manager_the_own_deals(maven: User) -> None:
    melvin = User.objects.get(full_name="Melvin Marxen")
    assert values(melvin, Measure.WON_VALUE, Dimension.HEAD, ALWAYS) == {
        "Melvin Marxen": 2_251_930
    }
    darcel = User.objects.get(full_name="Darcel Schlecht")
    assert set(values(darcel, Measure.WON_VALUE, Dimension.MANAGER, ALWAYS)) == {"Darcel Schlecht"}


def june(user: User | None, edition: Edition = Edition.MANAGER) -> MonthlyContent:
    asked = Asked(edition, user)
    return compute(JUNE, [asked])[asked].content


@pytest.mark.parametrize(
    ("name", "won", "lost", "value"),
    [
        ("Darcel Schlecht", 37, 6, 122_127),
        ("Daniell Hammack", 27, 5, 111_830),
        ("Wilburn Farren", 4, 1, 7_669),
    ],
)
def test_june_of_a_manager(maven: User, name: str, won: int, lost: int, value: int) -> None:
    content = june(User.objects.get(full_name=name))
    assert figure(content, FigureCode.WON_COUNT) == won
    assert figure(content, FigureCode.LOST_COUNT) == lost
    assert figure(content, FigureCode.WON_VALUE) == value


def test_june_of_the_company_with_its_changes(maven: User) -> None:
    content = june(None, Edition.COMPANY)
    won = content.figure(FigureCode.WON_VALUE)
    assert won is not None
    assert (won.value, won.month_before, won.year_before) == (1_338_466, 1_025_713, 0)
    assert content.undated_count == 500
    assert [month.won_count for month in content.chart][-4:] == [531, 285, 438, 531]


def test_the_value_of_what_was_open_is_not_the_one_it_was_won_with(maven: User) -> None:
    content = june(None, Edition.COMPANY)
    stock = content.figure(FigureCode.OPEN_VALUE)
    assert stock is not None
    assert (stock.value, stock.records, stock.without_value) == (None, 1_686, 1_686)


def test_heads_add_up_to_the_company(maven: User) -> None:
    heads = list(User.objects.filter(role=Role.HEAD))
    asked = [Asked(Edition.HEAD, head) for head in heads]
    contents = [item.content for item in compute(JUNE, asked).values()]
    assert sum(figure(content, FigureCode.WON_VALUE) or 0 for content in contents) == 1_338_466


def test_a_manager_without_a_deal_gets_an_honest_short_report(maven: User) -> None:
    for name in WITHOUT_DEALS:
        content = june(User.objects.get(full_name=name))
        assert content.is_empty
        assert figure(content, FigureCode.WIN_RATE) is None


def test_the_statements_do_not_grow_with_the_number_of_reports(maven: User) -> None:
    asked = subjects_of(JUNE)
    assert len(asked) == 42
    with CaptureQueriesContext(connection) as one:
        compute(JUNE, asked[:1])
    with CaptureQueriesContext(connection) as all_of_them:
        compute(JUNE, asked)
    assert len(one) == len(all_of_them) == 9


def figure(content: MonthlyContent, code: FigureCode) -> Decimal | None:
    found = content.figure(code)
    assert found is not None
    return found.value
