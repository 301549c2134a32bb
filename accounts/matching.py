"""Is this account, or this person, already here? One answer for forms, API and imports.

Callers pass the rows that the person may see, so that a match never tells of a foreign record.
"""

from collections.abc import Iterable, Sequence

from accounts.identifiers import normal_org_number
from accounts.models import Affiliation, PointKind
from accounts.models.account import AccountQuerySet
from accounts.models.contact import ContactQuerySet
from crm.common.matching import (
    Key,
    Match,
    Rows,
    Wanted,
    by_identifier,
    by_name,
    match,
    normal_name,
)


def _by_org_number(rows: Rows, values: Sequence[str]) -> Iterable[tuple[str, int]]:
    return rows.filter(org_number__in=values).values_list("org_number", "pk")


def _by_email(rows: Rows, values: Sequence[str]) -> Iterable[tuple[str, int]]:
    found = rows.filter(points__kind=PointKind.EMAIL, points__normal__in=values)
    return found.values_list("points__normal", "pk")


def _by_place(rows: Rows, values: Sequence[str]) -> Iterable[tuple[str, int]]:
    """People by name and account, given as “name|account's primary key”."""
    names = {value.rpartition("|")[0] for value in values}
    named = {pk: name for name, pk in by_name("full_name").find(rows, sorted(names))}
    places = Affiliation.objects.filter(contact__in=named).values_list("contact_id", "account_id")
    homeless = named.keys() - {contact for contact, _account in places}
    yield from ((f"{named[contact]}|{account}", contact) for contact, account in places)
    yield from ((f"{named[contact]}|{NOWHERE}", contact) for contact in homeless)


NOWHERE = "nowhere"
ACCOUNT_KEYS = (
    by_identifier(),
    Key("org_number", _by_org_number, normal_org_number, decisive=True, identity="org_number"),
    by_name("name"),
)
CONTACT_KEYS = (
    by_identifier(),
    Key("email", _by_email, normal_name),
    Key("place", _by_place, normal_name),
)


def match_accounts(rows: AccountQuerySet, wanted: Sequence[Wanted]) -> list[Match]:
    """`wanted` may hold external_id, org_number and name."""
    return match(rows, ACCOUNT_KEYS, wanted)


def match_contacts(rows: ContactQuerySet, wanted: Sequence[Wanted]) -> list[Match]:
    """`wanted` may hold external_id, email and place (see `place_of`)."""
    return match(rows, CONTACT_KEYS, wanted)


def place_of(full_name: str, account_id: int | None) -> str:
    """The key of a person without an address: the name at one organisation."""
    return f"{normal_name(full_name)}|{account_id or NOWHERE}"
