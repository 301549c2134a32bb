"""Which month, and whose reports."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.common.months import parse_month


class MonthField(forms.CharField):
    """A month like 2017-06, as its first day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"type": "month", "placeholder": "2026-11"})
        super().__init__(**{"widget": widget, "label": gettext_lazy("Month"), **options})

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date:
        text = super().clean(value)
        try:
            return parse_month(text)
        except ValueError as error:
            raise ValidationError(_("Write the month like 2017-06."), "month") from error


class MonthForm(forms.Form):
    month = MonthField()


class RunForm(forms.Form):
    """`report` names one report (`manager:7`, `company:`); empty: all of the month."""

    month = MonthField()
    report = forms.CharField(required=False, max_length=40)
    send = forms.BooleanField(required=False)
