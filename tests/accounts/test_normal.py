"""Addresses and numbers in their one form."""

import pytest
from django.core.exceptions import ValidationError

from accounts.normal import (
    normal_email,
    normal_phone,
    normal_vat_number,
    normal_website,
    written_phone,
)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("018-471 10 00", "", "+46184711000"),
        ("+46 18 471 10 00", "NO", "+46184711000"),
        ("22 12 34 56", "NO", "+4722123456"),
        ("070 123 45 67", "SE", "+46701234567"),
    ],
)
def test_phone_numbers(text: str, country: str, number: str) -> None:
    assert normal_phone(text, country) == number


@pytest.mark.parametrize("text", ["", "ring mig", "12", "+99912", "\u202e123"])
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        normal_phone(text)


def test_numbers_are_written_as_people_read_them() -> None:
    assert written_phone("+46701234567") == "070-123 45 67"
    assert written_phone("+4722123456") == "+47 22 12 34 56"


def test_addresses_are_compared_without_case() -> None:
    assert normal_email(" Eva.Berg@Akero.Example ") == "eva.berg@akero.example"
    with pytest.raises(ValidationError):
        normal_email("eva(at)akero")


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("SE 5560360793 01", "", "SE556036079301"),
        ("556036079301", "SE", "SE556036079301"),
        ("", "SE", ""),
        ("US 12-3456", "", "US123456"),
    ],
)
def test_vat_numbers(text: str, country: str, number: str) -> None:
    assert normal_vat_number(text, country) == number


def test_a_wrong_check_digit_of_a_vat_number_is_refused() -> None:
    with pytest.raises(ValidationError):
        normal_vat_number("SE556036079401")


def test_websites() -> None:
    assert normal_website("Akero.SE/Om") == "https://akero.se/Om"
    assert normal_website("http://akero.se") == "http://akero.se"


@pytest.mark.parametrize("text", ["javascript://x.se/%0aalert(1)", "inte en adress", "https://"])
def test_what_is_no_website_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        normal_website(text)
