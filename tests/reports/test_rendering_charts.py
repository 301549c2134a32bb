"""The chart of twelve months: nothing is drawn outside it, whatever the values are."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.common.charts import scale
from reports import charts
from tests.reports import samples

HUGE = Decimal(10) ** 17


def drawn(
    values: Sequence[Decimal | int | None], *, size: charts.Size = charts.WIDE
) -> charts.Chart:
    months = [samples.month_of_chart(i, value) for i, value in enumerate(values)]
    return charts.draw(months, currency="USD", language="en", size=size)


def assert_inside(chart: charts.Chart) -> None:
    for bar in chart.bars:
        assert chart.left <= bar.x
        assert bar.x + bar.width <= chart.size.width
        assert bar.width >= 4
        assert 0 <= bar.height <= chart.base
        assert bar.y + bar.height == chart.base
    for line in chart.lines:
        assert 0 <= line.y <= chart.size.height


@pytest.mark.parametrize("size", [charts.WIDE, charts.NARROW, charts.MAIL])
@pytest.mark.parametrize(
    "values",
    [
        [None] * 12,
        [0] * 12,
        [1] * 11 + [HUGE],
        [None, 0, 5] * 4,
        [Decimal("0.01")] * 12,
        samples.WON,
        [],
    ],
)
def test_bars_stay_inside_the_canvas(
    values: Sequence[Decimal | int | None], size: charts.Size
) -> None:
    chart = drawn(values, size=size)
    assert_inside(chart)
    ET.fromstring(charts.standalone_svg(chart))  # noqa: S314 - our own


@given(st.lists(st.none() | st.decimals(0, HUGE, places=2), min_size=12, max_size=12))
def test_any_year_fits(values: list[Decimal | None]) -> None:
    assert_inside(drawn(values))


def test_a_small_value_beside_a_huge_one_is_still_seen() -> None:
    heights = [bar.height for bar in drawn([1] * 11 + [HUGE]).bars]
    assert heights[0] == 2
    assert heights[-1] > 100


def test_an_unknown_month_is_told_apart_from_a_month_of_nothing() -> None:
    unknown, nothing = drawn([None, 0]).bars
    assert (unknown.is_unknown, unknown.height) == (True, 0)
    assert (nothing.is_unknown, nothing.height) == (False, 0)


@pytest.mark.parametrize(
    ("highest", "step", "count"),
    [
        ("1338466", "500000", 3),
        ("122127", "50000", 3),
        ("100", "25", 4),
        ("7", "2", 4),
        ("0.5", "1", 1),
        ("1", "1", 1),
    ],
)
def test_the_scale_has_round_steps_that_reach_the_highest(
    highest: str, step: str, count: int
) -> None:
    assert scale(Decimal(highest)) == (Decimal(step), count)


def test_a_page_gets_a_described_picture_without_styles() -> None:
    chart = drawn(samples.WON)
    svg = charts.page_svg(chart, title="Won <value>", summary='Highest "June"', identifier="a")
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "a-title a-summary"
    assert "style=" not in svg
    assert "Won &lt;value&gt;" in svg
    assert "May 2017: 103,497\u00a0USD" in svg
    assert "#9db8d9" not in svg


def test_a_picture_of_its_own_has_its_colours_and_typeface() -> None:
    svg = charts.standalone_svg(drawn(samples.WON))
    assert 'font-family="Inter"' in svg
    assert "#1f5fae" in svg
    assert "122k" in svg


def test_kronor_have_their_own_short_form_in_swedish() -> None:
    months = [samples.month_of_chart(i, 1_300_000) for i in range(12)]
    chart = charts.draw(months, currency="SEK", language="sv", size=charts.MAIL)
    assert chart.bars[-1].value == "1,3\u00a0mkr"
    assert [line.label for line in chart.lines] == [
        "0",
        "500\u00a0tkr",
        "1\u00a0mkr",
        "1,5\u00a0mkr",
    ]
