"""Form fields of our own: amounts in either notation, and a record chosen by typing its name."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.common.amounts import parse_amount, parse_decimal
from crm.common.sorting import folded

_NUMBERED = re.compile(r"(?:^|.*\s)#(\d{1,18})")


def plain_lines(text: str) -> str:
    """With the line ends that are stored; browsers send those of HTTP."""
    return text.replace("\r\n", "\n")


class LinesField(forms.CharField):
    """A text of several lines that is not changed by being sent again."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return plain_lines(super().to_python(value) or "")


class AmountField(forms.CharField):
    """An amount of money as people write it: “1234,50”, “1 234.50”."""

    def __init__(self, *, places: int = 2, **options: Any) -> None:
        self.places = places
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs), "max_length": 40, **options})

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text: str) -> Decimal:
        amount = parse_amount(text, places=self.places)
        if amount < 0:
            raise ValidationError(_("An amount cannot be negative."), code="negative")
        return amount

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class RateField(AmountField):
    """A number in which a single mark is always the decimal mark: “10,234”."""

    def read(self, text: str) -> Decimal:
        return parse_decimal(text, places=self.places)


def written(value: Decimal) -> str:
    """As one types it: without thousands marks, and no more decimals than say something."""
    text = f"{value:f}"
    whole, _dot, part = text.partition(".")
    part = part.rstrip("0")
    mark = "," if (get_language() or "en").startswith("sv") else "."
    return f"{whole}{mark}{part.ljust(2, '0')}" if part else whole


class ChooserWidget(forms.TextInput):
    """A text field that names a record; static/chooser.js adds the suggestions of the server."""

    def __init__(self, route: str, query: str) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false"})
        self.route, self.query = route, query

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        asking = {"data-chooser": f"{reverse(self.route)}{self.query}"}
        return super().get_context(name, value, {**(attrs or {}), **asking})


class ChooserField(forms.CharField):
    """One record of `queryset`, typed by name; “Name #42” or the number where names are alike.

    The form sets `queryset` to the rows that the person may choose: others are as unknown as none.
    Records need a `sort_key`. `route` and `query` are the address that suggests, asked by `?q=`.
    """

    def __init__(
        self, *, route: str, query: str = "", label_of: Callable[[Any], str] = str, **options: Any
    ) -> None:
        self.queryset: models.QuerySet[Any] | None = None
        self.label_of = label_of
        super().__init__(**{"widget": ChooserWidget(route, query), "max_length": 240, **options})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int) and self.queryset is not None:
            value = self.queryset.filter(pk=value).first()
        return self.label_of(value) if isinstance(value, models.Model) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = self._named(" ".join(text.split()))
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("Several have this name. Choose one from the list."), "several"
            )
        raise ValidationError(
            _("“%(name)s” was not found. Choose one from the list."), "unknown", {"name": text}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def _named(self, text: str) -> list[models.Model]:
        if self.queryset is None:
            raise RuntimeError("A ChooserField needs the queryset of the person at the form.")
        named = list(self.queryset.filter(sort_key=folded(text))[:2])
        number = _NUMBERED.fullmatch(text if "#" in text else f"#{text}")
        if not named and number:
            return list(self.queryset.filter(pk=int(number[1]))[:1])
        return named
