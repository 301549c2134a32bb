"""Filters that do not stand on the line come when their menu is opened, with what is chosen."""

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEAM, SECTOR = 'name="team"', 'name="sector"'
HTMX = {"HX-Request": "true"}


def test_the_page_leaves_them_to_the_menu(client: Client, cast: Cast) -> None:
    client.force_login(cast.anna)
    page = client.get("/accounts/").content.decode()
    assert 'hx-get="/lists/accounts/filters/"' in page
    assert SECTOR in page
    assert TEAM not in page
    menu = client.get("/lists/accounts/filters/", headers=HTMX).content.decode()
    assert TEAM in menu
    assert SECTOR not in menu


def test_one_in_use_stays_in_the_form(client: Client, cast: Cast) -> None:
    client.force_login(cast.anna)
    query = {"team": cast.team_a.pk}
    chosen = f'<option value="{cast.team_a.pk}" selected>'
    assert chosen in client.get("/accounts/", query).content.decode()
    menu = client.get("/lists/accounts/filters/", query, headers=HTMX)
    assert chosen in menu.content.decode()


def test_without_script_a_page_has_all_of_them(client: Client, cast: Cast) -> None:
    client.force_login(cast.anna)
    page = client.get("/lists/deals/filters/?sort=-value&undated=1").content.decode()
    for kept in (SECTOR, 'name="stage"', 'name="sort" value="-value"', 'name="undated"'):
        assert kept in page
    assert 'action="/deals/"' in page


def test_a_list_with_few_filters_has_no_menu(client: Client, cast: Cast) -> None:
    client.force_login(cast.anna)
    assert "filter-more" not in client.get("/contacts/").content.decode()


def test_a_country_in_use_is_named(client: Client, cast: Cast) -> None:
    client.force_login(cast.anna)
    page = client.get("/accounts/?country=NO").content.decode()
    assert '<span class="chip-label">Country</span> Norway' in page
