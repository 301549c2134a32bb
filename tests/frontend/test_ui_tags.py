from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import reverse

from crm.common.navigation import NavItem
from crm.common.templatetags import ui


def context(path: str = "/accounts/", **values: Any) -> Context:
    request = RequestFactory().get(path)
    return Context({"request": request, **values})


def test_an_icon_is_decorative_until_it_has_a_label() -> None:
    assert "visually-hidden" not in ui.icon("phone")
    assert "&lt;Call&gt;" in ui.icon("phone", "<Call>")


def test_initials_are_of_the_first_and_the_last_word() -> None:
    assert ui.initials("Åsa Maria Öberg") == "ÅÖ"
    assert ui.initials("Åsa") == "Å"
    assert ui.initials("") == ""


def test_undo_is_offered_only_by_a_message_that_names_an_address() -> None:
    assert ui.undo_url("safe undo:/changes/7/undo/") == "/changes/7/undo/"
    assert ui.undo_url("safe") == ""


def test_a_page_writes_its_title_once_and_shows_it_twice() -> None:
    page = Template("{% load ui %}{% block title %}A & B{% endblock %}|{% repeat_block 'title' %}")
    child = Template("{% extends page %}{% block title %}Accounts{% endblock %}")
    assert child.render(Context({"page": page})) == "Accounts|Accounts"


def test_a_sorted_header_says_so_and_turns_the_order_round() -> None:
    shown = ui.sort_header(context("/accounts/?sort=name&cursor=x&q=glas"), "name", "Name")
    assert ' aria-sort="ascending"' in shown
    assert 'href="?sort=-name&amp;q=glas">Name<' in shown
    other = ui.sort_header(context("/accounts/?sort=-name"), "city", "City")
    assert "aria-sort" not in other
    assert 'href="?sort=city">City<' in other
    assert "&lt;b&gt;" in ui.sort_header(context("/accounts/"), "b", "<b>")


def test_a_badge_is_grey_until_it_has_a_tone() -> None:
    assert "bg-gray-lt" in ui.badge("<new>")
    assert "&lt;new&gt;" in ui.badge("<new>")
    assert "#trophy" in ui.badge("won", "green", "trophy")


def test_the_menu_entry_with_the_longest_address_is_the_current_one() -> None:
    home = NavItem(route="reports:home", label="Home", icon="home", order=1)
    accounts = NavItem(route="accounts:account_list", label="Accounts", icon="building", order=2)
    below = reverse("accounts:account_list") + "42/"
    request = RequestFactory().get(below)
    request.resolver_match = None
    assert ui.current_nav(Context({"request": request}), [home, accounts]) == accounts


class FilterForm(forms.Form):
    q = forms.CharField(label="Search", required=False)
    owner = forms.ChoiceField(label="Owner", choices=[("", "All"), ("1", "Åsa")], required=False)
    since = forms.DateField(label="From", required=False)


def test_filters_in_use_become_chips_with_the_address_without_them() -> None:
    at = context("/accounts/?q=glas&owner=1&since=&cursor=x")
    form = FilterForm(at["request"].GET)
    chips = ui.filter_chips(at, SimpleNamespace(form=form))
    assert [(chip.label, chip.value, chip.url) for chip in chips] == [
        ("Owner", "Åsa", "/accounts/?q=glas&since=")
    ]


def test_a_filter_names_the_fields_on_its_line() -> None:
    fields = ui.filter_fields(SimpleNamespace(form=FilterForm(), bar=("owner",)))
    assert [field.name for field in fields.search] == ["q"]
    assert [field.name for field in fields.inline] == ["owner"]
    assert [field.name for field in fields.more] == ["since"]


@pytest.mark.parametrize(
    ("referrer", "back"),
    [("http://testserver/deals/", "http://testserver/deals/"), ("http://evil/", "/"), ("", "/")],
)
def test_back_leads_to_pages_of_ours_only(referrer: str, back: str) -> None:
    request = RequestFactory().get("/", headers={"referer": referrer})
    assert ui.back_url(RequestContext(request, {"request": request})) == back
