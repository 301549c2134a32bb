"""Cells become values, or faults that say why not."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from exchange.mapping.convert import ConversionError, convert
from exchange.mapping.dates import is_date_pattern, parse_date
from exchange.mapping.fields import KINDS
from exchange.readers import Cell
from tests.exchange.helpers import mapping_of

ACCOUNTS, DEALS, CONTACTS = (KINDS[kind].fields for kind in ("accounts", "deals", "contacts"))


def account_value(name: str, cell: Cell, **sections: object) -> object:
    mapping = mapping_of("accounts", columns={"name": "n"}, **sections)
    return convert(ACCOUNTS[name], cell, mapping)


def fault_of(name: str, cell: Cell, **sections: object) -> ConversionError:
    with pytest.raises(ConversionError) as caught:
        account_value(name, cell, **sections)
    return caught.value


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1234,5", "1234.5"), ("1 234.50", "1234.5"), ("1.234,50", "1234.5"), ("-0", "0")],
)
def test_amounts_with_one_reading_are_read(text: str, amount: str) -> None:
    assert account_value("annual_revenue", text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,234", "can be read in two ways"),
        ("twelve", "is not a number"),
        ("1" * 30, "too large"),
        ("NaN", "is not a number"),
        ("1e5", "is not a number"),
        ("12.345,678", "at most 2 decimals"),
        ("-5", "negative"),
    ],
)
def test_amounts_without_one_reading_are_faults(text: str, message: str) -> None:
    assert message in fault_of("annual_revenue", text).message


def test_stated_marks_are_kept_to() -> None:
    english: dict[str, Any] = {"numbers": {"decimal": ".", "group": ","}}
    assert account_value("annual_revenue", "1,234.50", **english) == Decimal("1234.50")
    assert account_value("annual_revenue", "1,234", **english) == 1234
    assert account_value("annual_revenue", "12.3", **english) == Decimal("12.3")
    assert "of the form" in fault_of("annual_revenue", "1.234,50", **english).message
    assert "of the form" in fault_of("annual_revenue", "12,34", **english).message
    assert "too large" in fault_of("annual_revenue", "1" * 30, **english).message


def test_units_multiply_without_losing_a_cent() -> None:
    millions: dict[str, Any] = {
        "multiply": {"annual_revenue": "1000000"},
        "numbers": {"decimal": "."},
    }
    assert account_value("annual_revenue", "1100.04", **millions) == Decimal("1100040000.00")
    assert "decimals" in fault_of("annual_revenue", "0.000000001", **millions).message


def test_numbers_of_a_workbook_are_bounded_too() -> None:
    assert account_value("annual_revenue", Decimal("12.5")) == Decimal("12.5")
    assert "too large" in fault_of("annual_revenue", Decimal(10) ** 30).message
    assert "decimals" in fault_of("employees", Decimal("2.5")).message


@pytest.mark.parametrize("text", ["12.0", "12,00", "12"])
def test_whole_numbers_are_whole(text: str) -> None:
    assert account_value("employees", text) == 12


def test_whole_numbers_are_bounded() -> None:
    assert "larger than" in fault_of("employees", "3000000000").message
    assert "larger than 2200" in fault_of("founded_year", "2201").message


@pytest.mark.parametrize(
    ("pattern", "text", "day"),
    [
        ("YYYY-MM-DD", "2017-03-01", (2017, 3, 1)),
        ("DD/MM/YYYY", "28/02/2017", (2017, 2, 28)),
        ("DD/MM/YYYY", "1/2/2017", (2017, 2, 1)),
        ("YYYY-MM-DD hh:mm:ss", "2017-03-01 23:59:59", (2017, 3, 1)),
        ("YYYYMMDD", "20170301", (2017, 3, 1)),
    ],
)
def test_dates_follow_the_stated_pattern(pattern: str, text: str, day: tuple[int, ...]) -> None:
    assert parse_date(text, pattern) == datetime.date(*day)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("DD/MM/YYYY", "31/02/2017"),
        ("YYYY-MM-DD", "31/02/2017"),
        ("YYYY-MM-DD", "2017-13-01"),
        ("YYYY-MM-DD", "0017-03-01"),
        ("YYYY-MM-DD", "٢٠١٧-03-01"),
    ],
)
def test_impossible_dates_are_none(pattern: str, text: str) -> None:
    assert parse_date(text, pattern) is None


def test_an_impossible_date_is_told_with_the_pattern() -> None:
    mapping = mapping_of(
        "deals",
        columns={"name": "n", "owner": "o", "stage": "s", "pipeline": "p"},
        dates="DD/MM/YYYY",
    )
    with pytest.raises(ConversionError) as caught:
        convert(DEALS["closed_on"], "31/02/2017", mapping)
    assert "“31/02/2017” is not a date of the form DD/MM/YYYY" in caught.value.message
    instant = datetime.datetime.fromisoformat("2017-02-03T04:05:06")
    assert convert(DEALS["closed_on"], instant, mapping) == datetime.date(2017, 2, 3)


@pytest.mark.parametrize("pattern", ["DD/MM", "YYYY-MM-DD-DD", "dd.mm.yyyy", "YYYY MM D2"])
def test_a_pattern_names_each_part_once(pattern: str) -> None:
    assert not is_date_pattern(pattern)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("country", "se", "SE"),
        ("country", "Sweden", "SE"),
        ("country", "Sverige", "SE"),
        ("currency", "usd", "USD"),
        ("lifecycle", "Won back", "won_back"),
        ("website", "Akero.example/om", "https://akero.example/om"),
    ],
)
def test_names_and_codes_are_understood(name: str, text: str, value: str) -> None:
    assert account_value(name, text) == value


def test_an_unknown_name_carries_what_is_known() -> None:
    fault = fault_of("country", "Philipines")
    assert fault.code == "unknown"
    assert "Philippines" in fault.known


@pytest.mark.parametrize(
    ("name", "cell"),
    [("website", "javascript:alert(1)"), ("website", "no address"), ("city", "x" * 121)],
)
def test_what_does_not_fit_is_a_fault(name: str, cell: str) -> None:
    fault_of(name, cell)


@pytest.mark.parametrize(
    ("name", "text"), [("email", "nobody"), ("email", "a@b\nBcc: c@d.example"), ("phone", "12")]
)
def test_addresses_and_numbers_that_cannot_be_are_faults(name: str, text: str) -> None:
    mapping = mapping_of("contacts", columns={"full_name": "n"})
    with pytest.raises(ConversionError):
        convert(CONTACTS[name], text, mapping)
