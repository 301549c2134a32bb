"""Signing in and out by e-mail and password."""

import logging

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import PASSWORD, Cast
from users.models import Role, User

pytestmark = pytest.mark.django_db
LOGIN = "/auth/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> int:
    return client.post(LOGIN, {"login": email, "password": password, **extra}).status_code


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("users:settings")).status_code == 200


def test_the_right_password_opens(cast: Cast, client: Client) -> None:
    assert sign_in(client, cast.anna.email) == 302
    assert is_signed_in(client)


def test_the_address_may_be_written_in_capitals(cast: Cast, client: Client) -> None:
    sign_in(client, cast.anna.email.upper())
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast: Cast) -> None:
    wrong = Client().post(LOGIN, {"login": cast.anna.email, "password": "wrong " * 4})
    unknown = Client().post(LOGIN, {"login": "who@crm.example", "password": "wrong " * 4})
    assert wrong.status_code == unknown.status_code == 200
    errors = [list(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert errors[0]
    assert errors[0] == errors[1]


def test_a_visitor_is_sent_to_sign_in_and_back(cast: Cast, client: Client) -> None:
    response = client.get("/settings/")
    assert response.headers["Location"] == "/auth/login/?next=/settings/"
    response = client.post(
        response.headers["Location"], {"login": cast.anna.email, "password": PASSWORD}
    )
    assert response.headers["Location"] == "/settings/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
    ],
)
def test_sign_in_leads_nowhere_else(cast: Cast, client: Client, target: str) -> None:
    response = client.post(LOGIN, {"login": cast.anna.email, "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/"


def test_a_forged_host_makes_no_other_target_safe(
    cast: Cast, client: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    data = {"login": cast.anna.email, "password": PASSWORD, "next": "http://evil.example/"}
    response = client.post(LOGIN, data, headers={"host": "evil.example"})
    assert response.headers["Location"] == "/"


def test_the_session_gets_a_new_name_at_sign_in(cast: Cast, client: Client) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = planted = str(session.session_key)
    sign_in(client, cast.anna.email)
    assert client.cookies["sessionid"].value != planted


def test_repeated_wrong_passwords_close_the_door_even_for_the_right_one(
    cast: Cast, settings: Settings
) -> None:
    """Counted for the person, whatever host the request names."""
    settings.ALLOWED_HOSTS = ["*"]
    for attempt in range(5):
        host = f"host-{attempt}.example"
        Client().post(
            LOGIN,
            {"login": cast.anna.email, "password": f"wrong {attempt} " * 3},
            headers={"host": host},
        )
    client = Client()
    sign_in(client, cast.anna.email)
    assert not is_signed_in(client)
    other = Client()
    sign_in(other, cast.arvid.email)
    assert is_signed_in(other)


def test_too_many_attempts_from_one_address_are_429(cast: Cast, client: Client) -> None:
    answers = {sign_in(client, f"nobody-{number}@crm.example") for number in range(31)}
    assert 429 in answers
    data = {"login": cast.anna.email, "password": PASSWORD}
    assert "Too many attempts" in client.post(LOGIN, data).content.decode()


def test_signing_out_needs_a_post(cast: Cast, client: Client) -> None:
    sign_in(client, cast.anna.email)
    client.get("/auth/logout/")
    assert is_signed_in(client)
    client.post("/auth/logout/")
    assert not is_signed_in(client)


def test_who_is_deactivated_cannot_sign_in(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    response = client.post(LOGIN, {"login": cast.anna.email, "password": PASSWORD}, follow=True)
    assert "This account is closed" in response.content.decode()
    assert not is_signed_in(client)


def test_who_is_deactivated_is_out_with_the_next_request(cast: Cast, client: Client) -> None:
    sign_in(client, cast.anna.email)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_a_changed_role_acts_with_the_next_request(cast: Cast, client: Client) -> None:
    sign_in(client, cast.ada.email)
    assert client.get("/lead/teams/").status_code == 200
    User.objects.filter(pk=cast.ada.pk).update(role=Role.MANAGER)
    assert client.get("/lead/teams/").status_code == 403


def test_nobody_can_sign_up(cast: Cast, client: Client) -> None:
    for path in ("signup/", "email/", "password/set/", "confirm-email/", "login/code/"):
        assert client.get(f"/auth/{path}").status_code == 404


def test_a_failed_sign_in_is_logged_without_secrets(
    cast: Cast, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "crm.sign_in"):
        sign_in(client, cast.anna.email, "my secret and wrong password")
    record = next(record for record in caplog.records if record.name == "crm.sign_in")
    assert record.user == cast.anna.pk  # type: ignore[attr-defined] # from `extra`
    assert "secret" not in str(vars(record))
