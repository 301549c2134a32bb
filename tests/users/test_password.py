"""Forgotten and changed passwords."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as installed
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from messaging.models import OutboxMail
from tests.cast import PASSWORD, Cast
from users.models import User

pytestmark = pytest.mark.django_db
RESET = "/auth/password/reset/"
NEW = "an entirely new sentence"


def ask(email: str, **headers: str) -> int:
    return Client().post(RESET, {"email": email}, headers=headers).status_code


def link_in(mail: OutboxMail) -> str:
    found = re.search(r"https?://\S+", mail.text)
    assert found
    return found[0]


def follow(link: str, password: str) -> tuple[Client, bool]:
    """Whether the link let one choose a password."""
    client = Client()
    page = client.get(link.removeprefix(installed.SITE_URL), follow=True)
    if "form" not in page.context or page.context.get("token_fail"):
        return client, False
    address = page.request["PATH_INFO"]
    answer = client.post(address, {"password1": password, "password2": password})
    return client, answer.status_code == 302


def can_sign_in(user: User, password: str) -> bool:
    client = Client()
    client.post("/auth/login/", {"login": user.email, "password": password})
    return client.get("/settings/").status_code == 200


def test_the_mail_leaves_through_the_outbox_with_a_link_of_this_site(
    cast: Cast, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ask(cast.anna.email, host="evil.example", x_forwarded_host="evil.example")
    mail = OutboxMail.objects.get()
    assert mail.to_address == cast.anna.email
    assert link_in(mail).startswith(f"{settings.SITE_URL}/auth/password/reset/key/")
    assert "evil" not in mail.text + mail.html
    assert mail.secret


def test_the_link_works_once(cast: Cast) -> None:
    ask(cast.anna.email)
    link = link_in(OutboxMail.objects.get())
    assert follow(link, NEW)[1]
    assert can_sign_in(cast.anna, NEW)
    assert not follow(link, "yet another sentence")[1]


def test_the_link_works_for_an_hour(cast: Cast) -> None:
    ask(cast.anna.email)
    link = link_in(OutboxMail.objects.get())
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=5), tick=False):
        assert not follow(link, NEW)[1]


def test_the_link_is_dead_when_the_person_is_deactivated(cast: Cast) -> None:
    ask(cast.anna.email)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert not follow(link_in(OutboxMail.objects.get()), NEW)[1]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(cast: Cast) -> None:
    assert ask(cast.anna.email) == ask("who@crm.example") == 302
    assert OutboxMail.objects.count() == 1


def test_who_is_deactivated_gets_no_mail(cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert ask(cast.anna.email) == 302
    assert not OutboxMail.objects.exists()


def test_asking_often_is_refused(cast: Cast) -> None:
    assert 429 in {ask(cast.anna.email) for _attempt in range(7)}


def test_a_short_password_is_refused(cast: Cast) -> None:
    ask(cast.anna.email)
    assert not follow(link_in(OutboxMail.objects.get()), "too short")[1]


def test_the_mail_is_in_the_language_of_who_gets_it(cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="sv")
    ask(cast.anna.email, accept_language="en")
    assert 'lang="sv"' in OutboxMail.objects.get().html


def test_a_changed_password_signs_out_elsewhere_and_is_told_by_mail(cast: Cast) -> None:
    here, elsewhere = Client(), Client()
    here.force_login(cast.anna)
    elsewhere.force_login(cast.anna)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    answer = here.post("/auth/password/change/", data)
    assert answer.headers["Location"] == "/settings/"
    assert here.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302
    assert "changed" in OutboxMail.objects.get().subject


def test_changing_needs_the_old_password(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.anna)
    client.post(
        "/auth/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    )
    assert can_sign_in(cast.anna, PASSWORD)
