"""What is sold, in what sectors, and what foreign money was worth quarter by quarter."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from accounts.models import Sector
from catalog.models import Category, ExchangeRate, Product
from crm.common.currencies import base_currency
from exchange.demonstration.products import CATALOG, IN_KRONOR, KRONA
from exchange.generating.words import COUNTRIES, SECTORS

EDITIONS = ("", " Bas", " Plus", " Pro", " Utomhus")
SOURCE = "Generated"


@dataclass(frozen=True, slots=True)
class Item:
    """`price` in whole kronor."""

    pk: int
    name: str
    price: int


def write_sectors() -> list[int]:
    return [sector.pk for sector in Sector.objects.bulk_create(map(_sector, SECTORS))]


def _sector(name: str) -> Sector:
    return Sector(name=name)


def write_catalog(on: date, random: Random) -> list[Item]:
    ExchangeRate.objects.bulk_create(_rates(on, random))
    products = []
    for name, items in CATALOG.items():
        category = Category.objects.create(name=name)
        products += [
            Product(
                name=f"{item}{edition}",
                category=category,
                list_price=Decimal(round(price * (1 + 0.25 * step), -1)),
                currency=KRONA,
            )
            for item, price in items
            for step, edition in enumerate(EDITIONS)
        ]
    rows = Product.objects.bulk_create(products)
    return [Item(row.pk, row.name, int(row.list_price or 0)) for row in rows]


def _rates(on: date, random: Random) -> list[ExchangeRate]:
    """A rate for the first day of each quarter of the four years up to `on`."""
    base = base_currency()
    worth = IN_KRONOR.get(base, Decimal(10))
    last = on.year * 4 + (on.month - 1) // 3
    days = [date(quarter // 4, quarter % 4 * 3 + 1, 1) for quarter in range(last - 15, last + 1)]
    foreign = sorted({land.currency for land in COUNTRIES} - {base})
    return [
        ExchangeRate(
            currency=currency,
            day=day,
            rate=round(IN_KRONOR[currency] / worth * random.randint(960, 1040) / 1000, 4),
            source=SOURCE,
        )
        for currency in foreign
        for day in days
    ]
