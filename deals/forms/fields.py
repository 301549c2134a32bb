"""What the forms of this room share."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.common.fields import ChooserField


def day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def not_in_future(day: date | None, today: date) -> date | None:
    if day and day > today:
        raise ValidationError(_("This day has not come yet."))
    return day


def offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    """The records that the person may choose."""
    field = form.fields[name]
    if isinstance(field, ChooserField):
        field.queryset = rows
    elif isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.empty_label = "–"
