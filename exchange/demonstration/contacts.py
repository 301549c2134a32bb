"""The people whom the account managers meet."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from accounts.models import Contact, Lifecycle, PointKind
from accounts.services.contact_sets import AddedParts, add_parts, create_contacts
from crm.common.models import Route
from exchange.demonstration import names
from exchange.demonstration.customers import Customer, site_of
from exchange.demonstration.people import plain
from users.models import User

MANY = {Lifecycle.KEY: 4, Lifecycle.ACTIVE: 2, Lifecycle.SUSPECT: 1}
OTHER_LANGUAGES = {"NO": "nb", "FI": "fi"}


def meet_people(
    customers: Sequence[Customer], *, by: User, at: datetime, random: Random
) -> list[Contact]:
    """One to four people a customer; some of a parent company belong to its daughter, too."""
    crowd = names.people(random)
    mobiles, landlines = names.mobiles(), names.landlines()
    rows: list[tuple[Contact, AddedParts]] = []
    for customer in customers:
        for place in range(MANY.get(customer.company.lifecycle, 1 + len(rows) % 2)):
            first, last = next(crowd)
            mailbox = f"{plain(first)}.{plain(last)}@{site_of(customer.company)}"
            addresses: dict[str, str] = {PointKind.EMAIL: mailbox}
            if customer.company.country == "SE":
                number = next(mobiles, "") if place == 0 or random.random() < 0.4 else ""
                kind = PointKind.MOBILE if number else PointKind.PHONE
                addresses[kind] = number or next(landlines)
            title = names.TITLES[(len(rows) * 7 + place) % len(names.TITLES)]
            parts = AddedParts(customer.account.pk, title, addresses)
            rows.append((_contact(first, last, customer), parts))
    create_contacts(rows, by=by, at=at, route=Route.DEMONSTRATION)
    _belong_to_daughters(customers, rows)
    return [contact for contact, _parts in rows]


def _contact(first: str, last: str, customer: Customer) -> Contact:
    language = OTHER_LANGUAGES.get(customer.company.country, "sv")
    return Contact(full_name=f"{first} {last}", sort_name=f"{last}, {first}", language=language)


def _belong_to_daughters(
    customers: Sequence[Customer], rows: Sequence[tuple[Contact, AddedParts]]
) -> None:
    first_at = {parts.account_id: contact for contact, parts in reversed(rows)}
    daughters = [customer.account for customer in customers if customer.company.parent]
    add_parts(
        [
            (first_at[account.parent_id], AddedParts(account.pk, "Koncernkontakt"))
            for account in daughters
        ]
    )
