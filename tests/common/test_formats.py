"""How values are written, and how amounts that people type are read."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crm.common import formats
from crm.common.amounts import parse_amount, parse_decimal
from crm.common.templatetags.formats import breakable

N = formats.NBSP
AMOUNTS = st.decimals(min_value=-(10**14), max_value=10**14, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "swedish"),
    [
        ("10005534", "USD", f"10,005,534{N}USD", f"10{N}005{N}534{N}USD"),
        ("1234", "SEK", f"1,234{N}SEK", f"1{N}234{N}SEK"),
        ("1234.5", "SEK", f"1,234.50{N}SEK", f"1{N}234,50{N}SEK"),
        ("0", "USD", f"0{N}USD", f"0{N}USD"),
        ("-88.25", "EUR", f"−88.25{N}EUR", f"−88,25{N}EUR"),
        ("2.005", "SEK", f"2{N}SEK", f"2{N}SEK"),
        ("2.015", "SEK", f"2.02{N}SEK", f"2,02{N}SEK"),
        ("-0.001", "SEK", f"0{N}SEK", f"0{N}SEK"),
        ("1234.5", "JPY", f"1,234{N}JPY", f"1{N}234{N}JPY"),
        ("1235.5", "JPY", f"1,236{N}JPY", f"1{N}236{N}JPY"),
        ("1.2345", "KWD", f"1.234{N}KWD", f"1,234{N}KWD"),
        (
            "123456789012345678901234567890.12",
            "SEK",
            f"123,456,789,012,345,678,901,234,567,890.12{N}SEK",
            f"123{N}456{N}789{N}012{N}345{N}678{N}901{N}234{N}567{N}890,12{N}SEK",
        ),
    ],
)
def test_money_is_rounded_half_to_even_and_carries_its_currency(
    amount: str, currency: str, english: str, swedish: str
) -> None:
    assert formats.format_money(Decimal(amount), currency, "en") == english
    assert formats.format_money(Decimal(amount), currency, "sv") == swedish


@pytest.mark.parametrize(
    ("amount", "english", "kronor", "dollars"),
    [
        ("0", f"0{N}SEK", f"0{N}kr", f"0{N}USD"),
        ("999.4", f"999{N}SEK", f"999{N}kr", f"999{N}USD"),
        ("999.6", f"1k{N}SEK", f"1{N}tkr", f"1{N}tn{N}USD"),
        ("1234", f"1.2k{N}SEK", f"1,2{N}tkr", f"1,2{N}tn{N}USD"),
        ("9960", f"10k{N}SEK", f"10{N}tkr", f"10{N}tn{N}USD"),
        ("240000", f"240k{N}SEK", f"240{N}tkr", f"240{N}tn{N}USD"),
        ("999499", f"999k{N}SEK", f"999{N}tkr", f"999{N}tn{N}USD"),
        ("999500", f"1M{N}SEK", f"1{N}mkr", f"1{N}mn{N}USD"),
        ("1338466", f"1.3M{N}SEK", f"1,3{N}mkr", f"1,3{N}mn{N}USD"),
        ("-1338466", f"−1.3M{N}SEK", f"−1,3{N}mkr", f"−1,3{N}mn{N}USD"),
        ("24100000", f"24.1M{N}SEK", f"24,1{N}mkr", f"24,1{N}mn{N}USD"),
        ("240100000", f"240M{N}SEK", f"240{N}mkr", f"240{N}mn{N}USD"),
        ("2400000000", f"2.4B{N}SEK", f"2,4{N}mdkr", f"2,4{N}md{N}USD"),
        ("5000000000000", f"5,000B{N}SEK", f"5{N}000{N}mdkr", f"5{N}000{N}md{N}USD"),
    ],
)
def test_compact_amounts_keep_two_or_three_digits(
    amount: str, english: str, kronor: str, dollars: str
) -> None:
    assert formats.format_compact_money(Decimal(amount), "SEK", "en") == english
    assert formats.format_compact_money(Decimal(amount), "SEK", "sv") == kronor
    assert formats.format_compact_money(Decimal(amount), "USD", "sv") == dollars


@pytest.mark.parametrize("language", ["en", "sv", "sv-se", "de"])
@given(amount=AMOUNTS)
def test_money_reads_back_as_the_same_amount(language: str, amount: Decimal) -> None:
    """So 1 234 can never be printed as 1,23."""
    written = formats.format_money(amount, "SEK", language).removesuffix(f"{N}SEK")
    group, mark = (N, ",") if language.startswith("sv") else (",", ".")
    back = written.replace(group, "").replace(mark, ".").replace(formats.MINUS, "-")
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]{2})?", back)
    assert Decimal(back) == amount


def test_a_thousand_and_some_is_never_taken_for_one_and_some() -> None:
    for language in ("en", "sv"):
        written = formats.format_money(Decimal(1234), "SEK", language)
        assert re.sub(r"[^0-9]", "", written) == "1234"
        assert "1,23" not in written.replace("1,234", "")


@pytest.mark.parametrize(
    ("share", "english", "swedish"),
    [("0.628", "62.8%", f"62,8{N}%"), ("1", "100.0%", f"100,0{N}%"), ("0", "0.0%", f"0,0{N}%")],
)
def test_shares_are_written_as_percent(share: str, english: str, swedish: str) -> None:
    assert formats.format_percent(Decimal(share), "en") == english
    assert formats.format_percent(Decimal(share), "sv") == swedish


@pytest.mark.parametrize(
    ("current", "before", "english", "swedish"),
    [
        ("118", "100", "+18%", f"+18{N}%"),
        ("96", "100", "−4%", f"−4{N}%"),
        ("100", "100", "±0%", f"±0{N}%"),
        ("100.4", "100", "+0.4%", f"+0,4{N}%"),
        ("100.0001", "100", "±0%", f"±0{N}%"),
        ("1350", "100", "+1,250%", f"+1{N}250{N}%"),
        ("50", "-100", "+150%", f"+150{N}%"),
        ("0", "100", "−100%", f"−100{N}%"),
    ],
)
def test_changes_carry_a_sign(current: str, before: str, english: str, swedish: str) -> None:
    change = formats.relative_change(Decimal(current), Decimal(before))
    assert change is not None
    assert formats.format_relative_change(change, "en") == english
    assert formats.format_relative_change(change, "sv") == swedish


def test_a_change_from_nothing_is_no_share() -> None:
    assert formats.relative_change(Decimal(5), Decimal(0)) is None


def test_percentage_points_and_days() -> None:
    assert formats.format_points(Decimal("0.042"), "en") == "+4.2"
    assert formats.format_points(Decimal("-0.042"), "sv") == "−4,2"
    assert formats.format_days(1, "en") == f"1{N}day"
    assert formats.format_days(Decimal("12.5"), "en") == f"12.5{N}days"
    assert formats.format_days(Decimal(48), "en", signed=True) == f"+48{N}days"
    assert formats.format_days(Decimal("12.5"), "sv").startswith("12,5")


def test_dates_are_iso_in_tables_and_words_in_text() -> None:
    day = date(2017, 6, 5)
    assert formats.format_date(day) == "2017-06-05"
    assert formats.format_long_date(day, "en") == "5 June 2017"
    assert formats.format_long_date(day, "sv") == "5 juni 2017"
    assert formats.format_month(day, "en") == "June 2017"
    assert formats.sentence(formats.format_month(day, "sv")) == "Juni 2017"
    assert [formats.format_short_month(date(2017, m, 1), "sv") for m in (1, 6, 9)] == [
        "jan",
        "juni",
        "sep",
    ]
    instant = datetime(2017, 7, 1, 5, 0, tzinfo=UTC)
    assert formats.format_instant(instant, ZoneInfo("Europe/Stockholm")) == "2017-07-01 07:00"


def test_filters_write_in_the_language_of_the_page_and_a_dash_for_nothing() -> None:
    page = Template(
        "{% load formats %}{{ a|money:'SEK' }}|{{ a|compact_money:'SEK' }}|{{ a|number:1 }}|"
        "{{ s|percent }}|{{ d|days }}|{{ t|table_date }}|{{ t|long_date }}|{{ t|month_name }}|"
        "{{ none|money:'SEK' }}|{{ none|days }}"
    )
    values = Context(
        {"a": Decimal(1234), "s": Decimal("0.5"), "d": 3, "t": date(2017, 6, 5), "none": None}
    )
    with translation.override("sv"):
        swedish = page.render(values).split("|")
    with translation.override("en"):
        english = page.render(values).split("|")
    assert swedish[:4] == [f"1{N}234{N}SEK", f"1,2{N}tkr", f"1{N}234,0", f"50,0{N}%"]
    assert swedish[5:] == ["2017-06-05", "5 juni 2017", "juni 2017", "–", "–"]
    assert english[:4] == [f"1,234{N}SEK", f"1.2k{N}SEK", "1,234.0", "50.0%"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        (f"1{N}234,50", "1234.50"),
        ("1\u202f234", "1234"),
        ("1'234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1234,5", "1234.5"),
        (" 1234.50 ", "1234.50"),
        ("0,12", "0.12"),
        ("0.120", "0.12"),
        ("-12,5", "-12.5"),
        ("−12,5", "-12.5"),
        ("+7", "7"),
        ("-0", "0"),
        ("999999999999999.99", "999999999999999.99"),
    ],
)
def test_amounts_are_read_with_either_decimal_mark(text: str, amount: str) -> None:
    read = parse_amount(text)
    assert read == Decimal(amount)
    assert not (read == 0 and read.is_signed())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,234", "ambiguous"),
        ("12.345", "ambiguous"),
        ("-1,234", "ambiguous"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1e5", "not_a_number"),
        ("", "not_a_number"),
        ("-", "not_a_number"),
        ("12 34", "not_a_number"),
        ("1,23,456", "not_a_number"),
        ("1.234.56", "not_a_number"),
        ("1,234.567,89", "not_a_number"),
        ("٣٤", "not_a_number"),
        ("1234 kr", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("123456789012345678901234567890", "too_large"),
        ("1,234,567,890,123,456,789", "too_large"),
        ("1.239", "ambiguous"),
        ("0,125", "decimals"),
        ("1 234,567", "decimals"),
    ],
)
def test_what_is_no_clear_amount_is_refused(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_amount(text)
    assert refused.value.code == code
    assert refused.value.messages[0]


@given(amount=AMOUNTS)
def test_what_the_program_prints_it_also_reads(amount: Decimal) -> None:
    written = formats.format_number(amount, "sv", places=2)
    assert parse_amount(written) == amount


def test_a_rate_has_one_reading() -> None:
    assert parse_decimal("10,234", places=6) == Decimal("10.234")
    assert parse_decimal("10.234", places=6) == Decimal("10.234")
    with pytest.raises(ValidationError):
        parse_decimal("1,234.5", places=6)


def test_a_long_address_breaks_after_its_at_and_before_dots_only() -> None:
    assert breakable("a.b@c.example") == "<wbr>a<wbr>.b@<wbr>c<wbr>.example"
    assert breakable("<b>@x") == "<wbr>&lt;b&gt;@<wbr>x"


@pytest.mark.parametrize(
    ("amounts", "currency", "places"),
    [
        (["1", None, "2.00"], "SEK", 0),
        (["1", "2.10"], "SEK", 2),
        (["1.004"], "SEK", 0),
        (["1.5"], "JPY", 0),
        ([], "SEK", 0),
    ],
)
def test_a_column_of_money_has_decimals_where_one_amount_does(
    amounts: list[str | None], currency: str, places: int
) -> None:
    known = [Decimal(amount) if amount else None for amount in amounts]
    assert formats.money_places(known, currency) == places
    assert formats.format_money(Decimal(5), currency, "en", places=places).count("0") == places
