"""What the demonstration company sells, and what foreign money is worth in it."""

from datetime import date
from decimal import Decimal

from catalog.models import Category, ExchangeRate, Product
from crm.common.currencies import base_currency
from exchange.demonstration.calendar import quarter_starts

SOURCE = "Demonstration"
KRONA = "SEK"

CATALOG = {
    "Mätning": (
        ("Klimatsensor K10", 1_450),
        ("Klimatsensor K20 utomhus", 1_950),
        ("Energimätare E3", 3_900),
    ),
    "Programvara": (
        ("Nordan Översikt, per byggnad och år", 4_800),
        ("Nordan Styr, per byggnad och år", 9_600),
        ("Hållbarhetsrapport, per år", 18_000),
    ),
    "Tjänster": (
        ("Installation, per dag", 11_200),
        ("Energikartläggning", 68_000),
        ("Driftöversyn, per år", 36_000),
    ),
    "Utbildning och stöd": (
        ("Grundkurs drift, per deltagare", 9_500),
        ("Serviceavtal Bas, per år", 24_000),
        ("Serviceavtal Plus, per år", 48_000),
    ),
}

IN_KRONOR = {
    "SEK": Decimal(1),
    "EUR": Decimal("11.30"),
    "NOK": Decimal("0.97"),
    "DKK": Decimal("1.51"),
    "USD": Decimal("10.20"),
    "GBP": Decimal("13.20"),
}
"""What one unit is worth, roughly. A base currency that is not here counts as ten kronor."""
DRIFT = tuple(Decimal(step) / 1000 for step in (0, 8, -6, 11, 4, -9, 3, 7, -4))
"""The rates of the quarters differ by less than two percent."""


def stock_catalog(on: date) -> list[Product]:
    """The products in the order above, and a rate a quarter for each foreign currency."""
    products = []
    for category_name, items in CATALOG.items():
        category = Category.objects.create(name=category_name)
        products += [
            Product(name=name, category=category, list_price=Decimal(price), currency=KRONA)
            for name, price in items
        ]
    ExchangeRate.objects.bulk_create(_rates(on))
    return Product.objects.bulk_create(products)


def _rates(on: date) -> list[ExchangeRate]:
    base = base_currency()
    worth = IN_KRONOR.get(base, Decimal(10))
    return [
        ExchangeRate(
            currency=currency,
            day=day,
            rate=round(IN_KRONOR[currency] / worth * (1 + drift), 4),
            source=SOURCE,
        )
        for currency in (KRONA, "EUR", "NOK")
        if currency != base
        for day, drift in zip(quarter_starts(on), DRIFT, strict=True)
    ]


def in_currency(kronor: Decimal, currency: str) -> Decimal:
    """A price in another currency, to whole tens."""
    return round(kronor / IN_KRONOR[currency], -1) if currency != KRONA else kronor
