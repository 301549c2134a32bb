"""Who gets which answer from accounts and contacts."""

from typing import Any

from accounts.models import Account, AccountMember
from tests.authorisation import Row, for_all, own_record
from tests.cast import Cast


def _akero(cast: Cast) -> list[Any]:
    return [cast.akero.pk]


def _eva(cast: Cast) -> list[Any]:
    return [cast.eva.pk]


def _without_deals(cast: Cast) -> list[Any]:
    account = Account.objects.create(name="Åkerö Nytt AB", owner=cast.anna, team=cast.team_a)
    return [account.pk]


def _with_member(cast: Cast) -> list[Any]:
    member, _made = AccountMember.objects.get_or_create(account=cast.akero, user=cast.arvid)
    return [cast.akero.pk, member.pk]


def _account_values(cast: Cast) -> dict[str, Any]:
    return {
        "name": "Ystad Hamn AB",
        "owner": cast.anna.pk,
        "currency": "SEK",
        "country": "SE",
        "lifecycle": "prospect",
        "version": 1,
    }


def _contact_values(account: str) -> dict[str, Any]:
    return {
        "full_name": "Åsa Lind",
        "version": 1,
        "places-TOTAL_FORMS": 1,
        "places-INITIAL_FORMS": 0,
        "places-0-account": account,
        "addresses-TOTAL_FORMS": 0,
        "addresses-INITIAL_FORMS": 0,
    }


def _step(cast: Cast) -> dict[str, Any]:
    return {"to": "key", "on": "2026-02-01", "reason": "Större än väntat"}


ROWS: list[Row] = [
    for_all("accounts:account_list", "GET", 200),
    for_all("accounts:account_list", "GET", 400, query="?unknown=1"),
    for_all("accounts:account_list", "GET", 400, query="?sort=password"),
    for_all("accounts:account_choose", "GET", 200, query="?q=a"),
    for_all("accounts:account_create", "GET", 200, reader=403),
    for_all(
        "accounts:account_create",
        "POST",
        422,
        manager=302,
        head=302,
        admin=302,
        reader=403,
        data=_account_values,
    ),
    own_record("accounts:account_detail", "GET", 200, args=_akero),
    own_record("accounts:account_group", "GET", 200, args=_akero),
    own_record("accounts:account_edit", "GET", 200, reader=403, args=_akero),
    own_record("accounts:account_edit", "POST", 302, args=_akero, data=_account_values),
    own_record("accounts:account_delete", "POST", 302, args=_without_deals),
    own_record("accounts:account_lifecycle", "GET", 200, reader=403, args=_akero),
    own_record("accounts:account_lifecycle", "POST", 302, args=_akero, data=_step),
    own_record("accounts:member_add", "GET", 200, reader=403, args=_akero),
    own_record(
        "accounts:member_add",
        "POST",
        302,
        args=_akero,
        data=lambda cast: {"user": cast.arvid.pk, "role": "colleague"},
    ),
    own_record("accounts:member_remove", "POST", 302, args=_with_member),
    for_all("accounts:contact_list", "GET", 200),
    for_all("accounts:contact_create", "GET", 200, reader=403),
    for_all(
        "accounts:contact_create",
        "POST",
        422,
        manager=302,
        head=302,
        admin=302,
        reader=403,
        data=lambda cast: _contact_values(cast.akero.name),
    ),
    own_record("accounts:contact_detail", "GET", 200, args=_eva),
    own_record("accounts:contact_edit", "GET", 200, reader=403, args=_eva),
    own_record(
        "accounts:contact_edit",
        "POST",
        302,
        args=_eva,
        data=lambda cast: _contact_values(cast.akero.name),
    ),
    own_record("accounts:contact_delete", "POST", 302, args=_eva),
]
