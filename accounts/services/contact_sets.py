"""Many contacts at once, each with one place and some addresses: what imports bring, under the
rules of the form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.events import ContactsCreated
from accounts.models import Affiliation, Contact, ContactPoint
from accounts.normal import normal_point
from crm.common.bulk import create_records, insert_rows, write_changes
from crm.common.events import publish
from users.models import User


@dataclass(frozen=True, slots=True)
class AddedParts:
    """What is set for one contact; other places and addresses stay. `addresses`: kind → as
    written.
    """

    account_id: int | None = None
    title: str | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def create_contacts(
    rows: Sequence[tuple[Contact, AddedParts]], *, by: User, at: datetime, route: str
) -> None:
    create_records(Contact, [contact for contact, _parts in rows])
    add_parts(rows)
    publish(ContactsCreated([contact.pk for contact, _parts in rows], by.pk, at, route))


@transaction.atomic
def change_contacts(
    rows: Sequence[tuple[Contact, Mapping[str, Any], AddedParts | None]],
) -> None:
    """Give each contact its new values and parts. The caller holds the rows locked."""
    write_changes(Contact, [(contact, values) for contact, values, _parts in rows])
    with_parts = [(contact, parts) for contact, _values, parts in rows if parts]
    add_parts(with_parts)
    only_parts = [contact.pk for contact, values, parts in rows if parts and not values]
    Contact.objects.filter(pk__in=only_parts).update(version=F("version") + 1)


def add_parts(rows: Sequence[tuple[Contact, AddedParts]]) -> None:
    """Add places and addresses that a contact does not have yet; the first of each is the main
    one.
    """
    contacts = [contact for contact, _parts in rows]
    _add_places(rows, contacts)
    _add_points(rows, contacts)


def _add_places(rows: Sequence[tuple[Contact, AddedParts]], contacts: Sequence[Contact]) -> None:
    existing = {
        (place.contact_id, place.account_id): place
        for place in Affiliation.objects.filter(contact__in=contacts)
    }
    settled = {place.contact_id for place in existing.values() if place.is_primary}
    new, titled = [], []
    for contact, parts in rows:
        if parts.account_id is None:
            continue
        place = existing.get((contact.pk, parts.account_id))
        if place is None:
            main = contact.pk not in settled
            new.append(_place(contact, parts.account_id, parts.title or "", is_primary=main))
        elif parts.title is not None and place.title != parts.title:
            place.title = parts.title
            titled.append(place)
    insert_rows(Affiliation, new)
    Affiliation.objects.bulk_update(titled, ["title"], batch_size=500)


def _place(contact: Contact, account_id: int, title: str, *, is_primary: bool) -> Affiliation:
    return Affiliation(contact=contact, account_id=account_id, title=title, is_primary=is_primary)


def _add_points(rows: Sequence[tuple[Contact, AddedParts]], contacts: Sequence[Contact]) -> None:
    points = ContactPoint.objects.filter(contact__in=contacts)
    existing = set(points.values_list("contact_id", "kind", "normal"))
    kinds = {(contact, kind) for contact, kind, _normal in existing}
    new = []
    for contact, parts in rows:
        for kind, value in parts.addresses.items():
            normal = normal_point(kind, value)
            if (contact.pk, kind, normal) not in existing:
                main = (contact.pk, kind) not in kinds
                new.append(
                    ContactPoint(
                        contact=contact, kind=kind, value=value, normal=normal, is_primary=main
                    )
                )
    insert_rows(ContactPoint, new)
