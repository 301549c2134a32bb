"""Many rows at once, for tests of what must not grow with their number."""

from datetime import date
from decimal import Decimal

from accounts.models import Account, Affiliation, Contact
from catalog.models import Product
from crm.common.bulk import create_records, insert_rows
from deals.models import Deal
from tests.cast import Cast


def insert_accounts(cast: Cast, many: int) -> list[Account]:
    """Accounts of Anna's."""
    rows = [
        Account(name=f"Crowd {n:05}", owner=cast.anna, team=cast.team_a, country="SE")
        for n in range(many)
    ]
    return create_records(Account, rows)


def insert_contacts(cast: Cast, many: int) -> list[Contact]:
    """People at Åkerö, which is Anna's."""
    rows = create_records(Contact, [Contact(full_name=f"Crowd {n:05}") for n in range(many)])
    insert_rows(Affiliation, [Affiliation(contact=one, account=cast.akero) for one in rows])
    return rows


def insert_deals(cast: Cast, many: int) -> list[Deal]:
    """Open deals of Anna's on the first stage."""
    rows = [
        Deal(
            name=f"Crowd {n:05}",
            account=cast.akero,
            owner=cast.anna,
            pipeline=cast.pipeline,
            stage=cast.qualify,
            value=Decimal(1000),
            currency="SEK",
            engaged_on=date(2026, 1, 15),
            stage_since=date(2026, 1, 15),
        )
        for n in range(many)
    ]
    return create_records(Deal, rows)


def insert_products(cast: Cast, many: int) -> list[Product]:
    rows = [
        Product(name=f"Crowd {n:05}", category=cast.category, currency="SEK") for n in range(many)
    ]
    return create_records(Product, rows)
