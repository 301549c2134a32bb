"""The quick selects are Django's, letter for letter but for blanks between the tags."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from crm.common.form_rendering import QuickRenderer, QuickSelect

CHOICES: list[Any] = [
    ("", "—"),
    ("a<b", 'Åsa & "Öberg"'),
    (3, mark_safe("<b>safe</b>")),
    ("Teams", [("t1", "Nord"), ("t'2", "Syd")]),
]


def compact(html: str) -> str:
    return re.sub(r">\s+<", "><", html.strip())


@pytest.mark.parametrize("value", [None, "", "a<b", 3, "t'2"])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_select_is_as_django_writes_it(widget: type[forms.Select], value: object) -> None:
    attrs = {"class": 'x"y', "required": True, "disabled": False, "data-n": 7}
    choices = {} if widget is forms.NullBooleanSelect else {"choices": CHOICES}
    made = widget(attrs=attrs, **choices)
    quick = made.render("who", value, renderer=QuickRenderer())
    assert compact(quick) == compact(made.render("who", value, renderer=DjangoTemplates()))


@pytest.mark.parametrize("value", [None, "", "a<b", 3])
def test_a_long_select_is_as_django_writes_it(value: object) -> None:
    attrs = {"class": 'x"y', "disabled": False, "data-n": 7}
    quick = QuickSelect(attrs=attrs, choices=CHOICES[:3])
    slow = forms.Select(attrs=attrs, choices=CHOICES[:3])
    written = quick.render("who", value, renderer=QuickRenderer())
    assert compact(written) == compact(slow.render("who", value, renderer=DjangoTemplates()))


def test_the_program_uses_it() -> None:
    assert isinstance(forms.Form().renderer, QuickRenderer)
