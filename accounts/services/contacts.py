"""Changes of contacts with their places at organisations, and their addresses and numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.events import ContactsCreated, ContactsDeleted
from accounts.models import Account, Affiliation, Contact, ContactPoint
from accounts.normal import normal_point
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from crm.common.versions import lock_version
from users.models import User


class ContactValues(TypedDict, total=False):
    external_id: str
    full_name: str
    sort_name: str
    language: str
    notes: str


@dataclass(frozen=True)
class Place:
    account: Account
    title: str = ""
    is_primary: bool = False


@dataclass(frozen=True)
class Address:
    """An e-mail address or a number, as it was written."""

    kind: str
    value: str
    label: str = ""
    is_primary: bool = False


@dataclass(frozen=True)
class Parts:
    """All places and addresses that one may set; what is not among them goes."""

    places: Sequence[Place]
    addresses: Sequence[Address]


@transaction.atomic
def create_contact(
    values: ContactValues, parts: Parts, *, by: User, at: datetime, route: str
) -> Contact:
    contact = Contact.objects.create(**values)
    _save_parts(contact, parts, Affiliation.objects.none())
    publish(ContactsCreated([contact.pk], by.pk, at, route))
    return contact


@transaction.atomic
def update_contact(
    pk: int, version: int, values: ContactValues, parts: Parts, *, by: User
) -> Contact:
    """Save what changed; places at organisations that `by` may not change stay as they are.

    Raises StaleVersionError when somebody else saved since `version`.
    """
    contact = lock_version(Contact.objects.editable_by(by), pk, version)
    changed = {name: value for name, value in values.items() if getattr(contact, name) != value}
    for name, value in changed.items():
        setattr(contact, name, value)
    if changed:
        contact.save(update_fields=list(changed))
    own_places = Affiliation.objects.editable_by(by).filter(contact=contact)
    if _save_parts(contact, parts, own_places) and not changed:
        Contact.objects.filter(pk=pk).update(version=F("version") + 1)  # parts count as a change
    return contact


@transaction.atomic
def delete_contacts(pks: Collection[int], *, by: User, at: datetime, route: str) -> list[int]:
    """Mark them deleted (undo brings them back). Answers the ids of those that were there.

    Raises BusinessRuleError when one also belongs to an organisation that `by` may not change.
    """
    rows = Contact.objects.editable_by(by).filter(pk__in=pks).order_by("pk")
    found = {contact.pk: contact for contact in rows.select_for_update(of=("self",))}
    for reason in undeletable_contacts(list(found.values()), by).values():
        raise BusinessRuleError(reason)
    Contact.objects.filter(pk__in=list(found)).update(deleted_at=at)
    publish(ContactsDeleted(list(found), by.pk, at, route))
    return list(found)


def undeletable_contacts(contacts: Sequence[Contact], by: User) -> dict[int, str]:
    """Those that also belong to an organisation that `by` may not change, each with the reason."""
    places = Affiliation.objects.filter(contact__in=contacts, account__deleted_at=None)
    foreign = places.exclude(account__in=Account.objects.editable_by(by))
    pks = set(foreign.values_list("contact_id", flat=True))
    text = _(
        "“%(contact)s” also belongs to organisations that are not yours. "
        "Take the person off your own instead."
    )
    return {one.pk: text % {"contact": one} for one in contacts if one.pk in pks}


def _save_parts(contact: Contact, parts: Parts, own_places: QuerySet[Affiliation]) -> bool:
    """True when something changed."""
    places = _save_places(contact, parts.places, own_places)
    return _save_addresses(contact, parts.addresses) or places


def _save_places(contact: Contact, places: Sequence[Place], own: QuerySet[Affiliation]) -> bool:
    wanted = {place.account.pk: place for place in places}
    existing = {row.account_id: row for row in own}
    gone = [row.pk for pk, row in existing.items() if pk not in wanted]
    Affiliation.objects.filter(pk__in=gone).delete()
    changed = bool(gone)
    for pk, place in wanted.items():
        row = existing.get(pk) or Affiliation(contact=contact, account=place.account)
        if row.pk and (row.title, row.is_primary) == (place.title, place.is_primary):
            continue
        row.title, row.is_primary = place.title, place.is_primary
        row.save()
        changed = True
    return changed


def _save_addresses(contact: Contact, addresses: Sequence[Address]) -> bool:
    wanted = {(one.kind, normal_point(one.kind, one.value)): one for one in addresses}
    existing = {(row.kind, row.normal): row for row in contact.points.all()}
    gone = [row.pk for key, row in existing.items() if key not in wanted]
    ContactPoint.objects.filter(pk__in=gone).delete()
    changed = bool(gone)
    for (kind, normal), address in wanted.items():
        row = existing.get((kind, normal)) or ContactPoint(contact=contact)
        row.kind, row.normal = kind, normal
        values = (address.value.strip(), address.label, address.is_primary)
        if row.pk and (row.value, row.label, row.is_primary) == values:
            continue
        row.value, row.label, row.is_primary = values
        row.save()
        changed = True
    return changed
