"""Personal keys for programs."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from users.api_keys import digest
from users.models import ApiToken, Scope, User
from users.services import create_key, revoke_key

pytestmark = pytest.mark.django_db
SCHEMA = "/api/schema/"


def ask(key: str) -> int:
    return Client().get(SCHEMA, headers={"authorization": f"Bearer {key}"}).status_code


def test_a_key_opens_the_api(cast: Cast) -> None:
    _token, key = create_key(cast.anna, name="x", scope=Scope.READ)
    assert ask(key) == 200
    assert ask(key[:-1]) == 401
    assert ask("") == 401


def test_only_the_hash_is_kept(cast: Cast) -> None:
    token, key = create_key(cast.anna, name="x", scope=Scope.READ)
    assert re.fullmatch(r"crm_[A-Za-z0-9_-]{43}", key)
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert key not in str(row)
    assert row["digest"] == digest(key)


def test_a_revoked_key_opens_nothing(cast: Cast) -> None:
    token, key = create_key(cast.anna, name="x", scope=Scope.WRITE)
    revoke_key(token, at=timezone.now())
    assert ask(key) == 401


def test_the_key_of_who_is_deactivated_opens_nothing(cast: Cast) -> None:
    _token, key = create_key(cast.anna, name="x", scope=Scope.READ)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert ask(key) == 401


def test_a_key_is_no_session(cast: Cast) -> None:
    _token, key = create_key(cast.anna, name="x", scope=Scope.WRITE)
    headers = {"authorization": f"Bearer {key}"}
    assert Client().get("/settings/", headers=headers).status_code == 302


def test_the_page_shows_the_key_once(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.anna)
    page = client.post("/settings/tokens/new/", {"name": "Faktura", "scope": "read"})
    found = re.search(r"crm_[A-Za-z0-9_-]{43}", page.content.decode())
    assert found
    assert ask(found[0]) == 200
    assert "no-store" in page.headers["Cache-Control"]
    listed = client.get("/settings/tokens/").content.decode()
    assert "Faktura" in listed
    assert found[0] not in listed


def test_nobody_sees_or_revokes_a_foreign_key(cast: Cast) -> None:
    token, key = create_key(cast.anna, name="Annas", scope=Scope.READ)
    for person in (cast.hedda, cast.ada):
        client = Client()
        client.force_login(person)
        assert "Annas" not in client.get("/settings/tokens/").content.decode()
        assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert ask(key) == 200


def test_the_command_prints_one(cast: Cast) -> None:
    out = StringIO()
    call_command("create_token", cast.anna.email.upper(), "--scope", "write", stdout=out)
    key = out.getvalue().strip()
    assert ask(key) == 200
    assert ApiToken.objects.get().scope == Scope.WRITE
    with pytest.raises(CommandError):
        call_command("create_token", "nobody@crm.example")


def test_last_use_is_noted_now_and_then(cast: Cast) -> None:
    token, key = create_key(cast.anna, name="x", scope=Scope.READ)
    ask(key)
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert timezone.now() - token.last_used_at < timedelta(minutes=1)


def test_nobody_makes_a_key_for_somebody_else(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.anna)
    wanted = {"user": cast.ada.pk, "user_id": cast.ada.pk, "digest": digest("x"), "scope": "write"}
    client.post("/settings/tokens/new/", {"name": "x", **wanted})
    token = ApiToken.objects.get()
    assert token.user == cast.anna
    assert token.digest != digest("x")


def test_a_refused_key_is_logged_without_the_key(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("WARNING", "crm.sign_in"):
        ask("crm_a-key-that-nobody-has")
    [record] = [record for record in caplog.records if record.name == "crm.sign_in"]
    assert "nobody-has" not in str(vars(record))


def test_a_list_of_keys_costs_the_same_with_many(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(cast.anna)
    for _number in range(30):
        create_key(cast.anna, name="x", scope=Scope.READ)
    with django_assert_max_num_queries(8):
        client.get("/settings/tokens/")
