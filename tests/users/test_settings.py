"""What people decide about their own pages, and nothing else."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from users.models import Role, User

pytestmark = pytest.mark.django_db


def preferences(user: User, **changed: Any) -> dict[str, Any]:
    user = User.objects.get(pk=user.pk)
    return {
        "full_name": user.full_name,
        "language": user.language,
        "time_zone": user.time_zone,
        "theme": user.theme,
        "single_keys": "on",
        "version": user.version,
        **changed,
    }


def row_of(user: User) -> dict[str, Any]:
    return dict(User.objects.filter(pk=user.pk).values().get())


def save(user: User, **changed: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.post("/settings/", preferences(user, **changed))
    return client


def test_another_language_takes_effect_at_once(cast: Cast) -> None:
    page = save(cast.anna, language="sv").get("/settings/")
    assert '<html lang="sv"' in page.content.decode()
    assert page.headers["Content-Language"] == "sv"


def test_another_look_takes_effect_at_once(cast: Cast) -> None:
    page = save(cast.anna, theme="dark").get("/settings/").content.decode()
    assert 'data-bs-theme="dark"' in page


def test_a_zone_that_does_not_exist_is_refused(cast: Cast) -> None:
    save(cast.anna, time_zone="../../etc/passwd")
    cast.anna.refresh_from_db()
    assert cast.anna.time_zone == "Europe/Stockholm"


def test_nobody_gives_oneself_rights(cast: Cast) -> None:
    kept_by_itself = ("last_login", "updated_at", "version", "sort_key")
    before = row_of(cast.anna)
    wanted: dict[str, Any] = {
        "role": Role.ADMIN,
        "team": cast.team_b.pk,
        "team_id": cast.team_b.pk,
        "email": "boss@crm.example",
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "on",
        "password": "x",
        "reports_since": "2020-01-01",
        "invited_at": "2020-01-01",
        "headed_teams": cast.team_b.pk,
        "id": cast.ada.pk,
        "pk": cast.ada.pk,
        "deleted_at": "2020-01-01",
        "external_id": "x",
        "sort_name": "x",
    }
    save(cast.anna, full_name="Anna Alm", **wanted)
    after = row_of(cast.anna)
    changed = {name for name in after if after[name] != before[name]}
    assert changed - set(kept_by_itself) == {"full_name"}


def test_a_stale_page_is_a_conflict(cast: Cast) -> None:
    stale = preferences(cast.anna, full_name="Anna Alm")
    save(cast.anna, theme="dark")
    client = Client()
    client.force_login(cast.anna)
    assert client.post("/settings/", stale).status_code == 409
    cast.anna.refresh_from_db()
    assert cast.anna.full_name == "Anna Ahl"


@pytest.mark.parametrize("name", ["a\0b", "", " ", "x" * 300])
def test_a_name_that_cannot_be_kept_is_told(cast: Cast, name: str) -> None:
    client = Client()
    client.force_login(cast.anna)
    answer = client.post("/settings/", preferences(cast.anna, full_name=name))
    assert answer.status_code == 422
