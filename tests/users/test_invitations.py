"""Invitations: a link by which somebody chooses the first password."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from crm.common.errors import BusinessRuleError
from messaging.models import OutboxMail
from tests.cast import Cast
from tests.users.test_password import can_sign_in, link_in
from users.models import User
from users.services import accept_invitation, invite

pytestmark = pytest.mark.django_db
PASSWORD = "an entirely new sentence"


@pytest.fixture
def nils(cast: Cast) -> User:
    """Imported, not invited yet."""
    return User.objects.create_user("nils@crm.example", "Nils Ny", team=cast.team_a)


def newest_link() -> str:
    return link_in(OutboxMail.objects.latest("pk")).removeprefix(settings.SITE_URL)


def accept(link: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post(link, {"password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_an_import_invites_nobody(nils: User) -> None:
    assert nils in User.objects.not_invited()
    assert not nils.has_password
    assert not OutboxMail.objects.exists()


def test_the_link_sets_the_password_and_signs_in(cast: Cast, nils: User) -> None:
    invite([nils], by=cast.ada, at=timezone.now())
    mail = OutboxMail.objects.get()
    assert mail.to_address == nils.email
    assert mail.secret
    assert link_in(mail).startswith(f"{settings.SITE_URL}/auth/invitation/")
    assert is_signed_in(accept(newest_link()))
    assert can_sign_in(nils, PASSWORD)


def test_the_link_works_once(cast: Cast, nils: User) -> None:
    invite([nils], by=cast.ada, at=timezone.now())
    link = newest_link()
    accept(link)
    assert Client().get(link).status_code == 410
    assert not is_signed_in(accept(link, "another long sentence"))
    assert not can_sign_in(nils, "another long sentence")


def test_the_link_works_for_seven_days(cast: Cast, nils: User) -> None:
    at = timezone.now()
    invite([nils], by=cast.ada, at=at)
    with time_machine.travel(at + timedelta(days=7, seconds=-5), tick=False):
        assert Client().get(newest_link()).status_code == 200
    with time_machine.travel(at + timedelta(days=7), tick=False):
        assert Client().get(newest_link()).status_code == 410


def test_inviting_again_replaces_the_link(cast: Cast, nils: User) -> None:
    invite([nils], by=cast.ada, at=timezone.now())
    first = newest_link()
    invite([nils], by=cast.ada, at=timezone.now() + timedelta(minutes=1))
    assert Client().get(first).status_code == 410
    assert Client().get(newest_link()).status_code == 200
    assert OutboxMail.objects.count() == 2


def test_a_link_for_another_person_is_worth_nothing(cast: Cast, nils: User) -> None:
    other = User.objects.create_user("olga@crm.example", "Olga Ny")
    invite([nils, other], by=cast.ada, at=timezone.now())
    links = [link_in(mail).rstrip("/") for mail in OutboxMail.objects.order_by("pk")]
    token = links[0].rpartition("/")[2]
    forged = f"{links[1].rpartition('/')[0]}/{token}/".removeprefix(settings.SITE_URL)
    assert Client().get(forged).status_code == 410


@pytest.mark.parametrize("uid", ["0", "zzzzzzzzzzzzz", "not-base-36", "1y2p0ij32e8e8"])
def test_a_damaged_link_says_so(cast: Cast, uid: str) -> None:
    assert Client().get(f"/auth/invitation/{uid}/abc/").status_code == 410


def test_the_link_is_dead_when_the_person_is_deactivated(cast: Cast, nils: User) -> None:
    invite([nils], by=cast.ada, at=timezone.now())
    User.objects.filter(pk=nils.pk).update(is_active=False)
    assert Client().get(newest_link()).status_code == 410


@pytest.mark.parametrize("password", ["short", "nils@crm.example", "yfdbufnjh10305070", "\0" * 20])
def test_a_weak_password_is_refused_and_the_link_stays(
    cast: Cast, nils: User, password: str
) -> None:
    invite([nils], by=cast.ada, at=timezone.now())
    assert not is_signed_in(accept(newest_link(), password))
    assert is_signed_in(accept(newest_link()))


def test_the_monthly_report_begins_with_the_invitation(cast: Cast, nils: User) -> None:
    at = datetime.fromisoformat("2026-03-31T23:30:00+00:00")
    invite([nils], by=cast.ada, at=at)
    nils.refresh_from_db()
    assert nils.reports_since == date(2026, 4, 1)  # in the installation's zone
    invite([nils], by=cast.ada, at=at + timedelta(days=40))
    nils.refresh_from_db()
    assert nils.reports_since == date(2026, 4, 1)


def test_who_signs_in_already_is_not_invited(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="signs in already"):
        invite([cast.anna], by=cast.ada, at=timezone.now())


def test_the_service_itself_refuses_a_used_link(cast: Cast, nils: User) -> None:
    invite([nils], by=cast.ada, at=timezone.now())
    uid, token = newest_link().strip("/").split("/")[-2:]
    accept_invitation(uid, token, PASSWORD, at=timezone.now())
    with pytest.raises(BusinessRuleError, match="no longer works"):
        accept_invitation(uid, token, "another long sentence", at=timezone.now())
