"""The people at the accounts: few at most, many at the large ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from accounts.models import Affiliation, Contact, ContactPoint, PointKind
from crm.common.bulk import Target
from exchange.demonstration.names import TITLES
from exchange.generating.chance import skewed
from exchange.generating.copying import reserved
from exchange.generating.customers import Customer
from exchange.generating.days import at
from exchange.generating.words import Person, mobiles, person

IN_GROUP, WITH_PHONE, WITH_EMAIL = 0.5, 0.7, 0.92


@dataclass(frozen=True, slots=True)
class ContactPlan:
    pk: int
    person: Person
    email: str
    phone: str
    title: str
    customer: Customer


def write_contacts(count: int, customers: Sequence[Customer], random: Random) -> None:
    contacts = plan_contacts(reserved(Contact, count), customers, random)
    names = "id", "full_name", "sort_name", "language", "created_at", "updated_at"
    Target(Contact, *names).write(map(_row, contacts))
    Target(Affiliation, "contact_id", "account_id", "title", "is_primary").write(
        place for contact in contacts for place in _places(contact, random)
    )
    Target(ContactPoint, "contact_id", "kind", "value", "normal", "is_primary").write(
        point for contact in contacts for point in _points(contact)
    )


def plan_contacts(
    keys: Sequence[int], customers: Sequence[Customer], random: Random
) -> list[ContactPlan]:
    """Each account has one as far as they suffice; the others are where the company is large."""
    crowd = random.choices(customers, cum_weights=skewed(len(customers), 0.6), k=len(keys))
    half = len(keys) // 2
    crowd[:half] = customers[:half]
    numbers = mobiles(random)
    return [
        _plan(pk, customer, next(numbers), random)
        for pk, customer in zip(keys, crowd, strict=True)
    ]


def _plan(pk: int, customer: Customer, number: str, random: Random) -> ContactPlan:
    who = person(random)
    swedish = customer.country.code == "SE"
    return ContactPlan(
        pk=pk,
        person=who,
        email=f"{who.mailbox}{pk}@{customer.site}" if random.random() < WITH_EMAIL else "",
        phone=number if swedish and random.random() < WITH_PHONE else "",
        title=random.choice(TITLES),
        customer=customer,
    )


def _row(contact: ContactPlan) -> tuple[Any, ...]:
    who, customer = contact.person, contact.customer
    known = at(customer.known)
    return contact.pk, who.full_name, who.sort_name, customer.country.language, known, known


def _places(contact: ContactPlan, random: Random) -> Iterator[tuple[Any, ...]]:
    yield contact.pk, contact.customer.pk, contact.title, True
    if contact.customer.parent and random.random() < IN_GROUP:
        yield contact.pk, contact.customer.parent, "Koncernkontakt", False


def _points(contact: ContactPlan) -> Iterator[tuple[Any, ...]]:
    if contact.email:
        yield contact.pk, PointKind.EMAIL.value, contact.email, contact.email, True
    if contact.phone:
        normal = f"+46{contact.phone[1:].replace('-', '').replace(' ', '')}"
        yield contact.pk, PointKind.MOBILE.value, contact.phone, normal, not contact.email
