"""What the palette offers beside records: saved views by name, look and language at once."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from crm.common.lists.models import SavedView
from crm.common.search.commands import commands
from tests.cast import Cast
from users.models import User

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PREFERENCE = "/settings/preference/"


def view(owner: User, name: str, **values: object) -> SavedView:
    return SavedView.objects.create(owner=owner, name=name, list_key="accounts", **values)


def names(user: User, text: str) -> list[str]:
    return [hit.label for hit in commands(user, text)]


def test_views_are_found_by_any_word_of_their_name(cast: Cast) -> None:
    mine = view(cast.anna, "Mina sjukhus i Åkerö")
    for text in ("sjukhus", "akero", "mina åke"):
        (hit,) = commands(cast.anna, text)
        assert (hit.label, hit.detail, hit.url) == (mine.name, "Accounts", mine.get_absolute_url())
    assert names(cast.anna, "sjukhus lund") == []


def test_nobody_finds_a_view_that_one_may_not_open(cast: Cast) -> None:
    view(cast.bea, "Canarybird")
    shared = view(cast.bea, "Canarybird team", team=cast.team_b)
    gone = view(cast.anna, "Canarybird gone")
    SavedView.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    view(cast.anna, "Canarybird elsewhere")
    SavedView.objects.filter(name__endswith="elsewhere").update(list_key="nothing")
    found = {name: names(getattr(cast, name), "canarybird") for name in ("anna", "hedda", "ada")}
    assert found == {"anna": [], "hedda": [], "ada": [shared.name]}


def test_what_one_has_is_not_offered(cast: Cast) -> None:
    assert sorted(names(cast.anna, "theme")) == ["Dark theme", "Light theme"]
    assert names(cast.anna, "svenska") == names(cast.anna, "language") == ["Svenska"]
    assert "Dark theme" not in names(cast.anna, "")


def test_a_command_changes_one_setting_and_stays_on_the_page(
    cast: Cast, client_of: ClientOf
) -> None:
    client, page = client_of(cast.anna), "http://testserver/accounts/?q=a"
    answer = client.post(PREFERENCE, {"theme": "dark"}, headers={"referer": page})
    assert answer.headers["Location"] == page
    away = {"referer": "https://elsewhere.example/"}
    answer = client.post(PREFERENCE, {"language": "sv", "full_name": "X"}, headers=away)
    assert answer.headers["Location"] == "/settings/"
    person = User.objects.get(pk=cast.anna.pk)
    assert (person.theme, person.language, person.full_name) == ("dark", "sv", "Anna Ahl")
    assert person.single_keys is True


@pytest.mark.parametrize("data", [{}, {"theme": "pink"}, {"language": "fi"}, {"role": "admin"}])
def test_what_is_no_such_setting_is_refused(
    data: dict[str, str], cast: Cast, client_of: ClientOf
) -> None:
    assert client_of(cast.anna).post(PREFERENCE, data).status_code == 400
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.anna)
    assert strict.post(PREFERENCE, {"theme": "dark"}).status_code == 403
    assert User.objects.get(pk=cast.anna.pk).theme == "system"
