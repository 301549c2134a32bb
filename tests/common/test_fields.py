"""Fields of our own: amounts in either notation, and records chosen by name."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import Account
from crm.common.fields import AmountField, ChooserField, RateField, written
from tests.cast import Cast


def chooser(cast: Cast) -> ChooserField:
    field = ChooserField(route="accounts:account_choose")
    field.queryset = Account.objects.visible_to(cast.anna)
    return field


@pytest.mark.parametrize("text", ["1234,5", "1 234.50", "1.234,50"])
def test_an_amount_is_read_in_either_notation(text: str) -> None:
    assert AmountField().clean(text) == Decimal("1234.5")


@pytest.mark.parametrize("text", ["-5", "1e5", "NaN", "1,234", "١٢٣٤,٥٦٧", "9" * 50])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        AmountField().clean(text)


def test_an_empty_amount_is_none() -> None:
    assert AmountField(required=False).clean(" ") is None


def test_one_mark_of_a_rate_is_its_decimal_mark() -> None:
    assert RateField(places=8).clean("10,234") == Decimal("10.234")


@pytest.mark.parametrize(
    ("value", "english", "swedish"),
    [
        ("1234.5000", "1234.50", "1234,50"),
        ("1000.0000", "1000", "1000"),
        ("0.125", "0.125", "0,125"),
    ],
)
def test_an_amount_is_offered_as_one_types_it(value: str, english: str, swedish: str) -> None:
    assert written(Decimal(value)) == english
    with translation.override("sv"):
        assert written(Decimal(value)) == swedish


def test_an_amount_that_was_only_written_otherwise_has_not_changed() -> None:
    assert not AmountField().has_changed(Decimal("1234.5000"), "1234.50")


@pytest.mark.parametrize("text", ["Åkerö Hälsovård AB", " åkerö  hälsovård ab "])
def test_a_record_is_found_by_its_name(cast: Cast, text: str) -> None:
    assert chooser(cast).clean(text) == cast.akero


def test_a_record_is_found_by_its_number(cast: Cast) -> None:
    pk = cast.akero.pk
    for text in (str(pk), f"#{pk}", f"Åkerö Hälsovård AB #{pk}"):
        assert chooser(cast).clean(text) == cast.akero


@pytest.mark.parametrize("text", ["Öresund", "#999999999999", "#0", "x" * 300, "a\0b", "²"])
def test_what_one_may_not_choose_is_unknown(cast: Cast, text: str) -> None:
    with pytest.raises(ValidationError):
        chooser(cast).clean(text)


def test_a_foreign_record_is_unknown_by_name_and_number(cast: Cast) -> None:
    for text in (cast.oresund.name, f"#{cast.oresund.pk}", str(cast.oresund.pk)):
        with pytest.raises(ValidationError):
            chooser(cast).clean(text)


def test_names_that_are_alike_need_the_number(cast: Cast) -> None:
    twin = Account.objects.create(name="Åkerö Hälsovård AB", owner=cast.anna)
    with pytest.raises(ValidationError, match="Several"):
        chooser(cast).clean(twin.name)
    assert chooser(cast).clean(f"{twin.name} #{twin.pk}") == twin


def test_a_name_of_digits_goes_before_a_number(cast: Cast) -> None:
    named = Account.objects.create(name=str(cast.akero.pk), owner=cast.anna)
    assert chooser(cast).clean(str(cast.akero.pk)) == named


def test_the_field_shows_the_name_of_what_is_chosen(cast: Cast) -> None:
    class Form(forms.Form):
        account = chooser(cast)

    page = Form(initial={"account": cast.akero.pk}).as_p()
    assert 'value="Åkerö Hälsovård AB"' in page
    assert 'data-chooser="/accounts/choose/"' in page
    assert cast.oresund.name not in Form(initial={"account": cast.oresund.pk}).as_p()
