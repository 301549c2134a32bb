"""Products, categories and exchange rates: read by all, kept by heads."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from catalog.models import Category, ExchangeRate, Product
from tests.accounts.helpers import queries_of, undo_last
from tests.cast import Cast
from users.models import User

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def hedda(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.hedda)


@pytest.fixture
def anna(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.anna)


def product_form(**values: object) -> dict[str, object]:
    return {"name": "Support", "currency": "SEK", "list_price": "1 234,5", "version": 1, **values}


def test_a_product_is_created_with_a_price_as_swedes_write_it(cast: Cast, hedda: Client) -> None:
    hedda.post("/products/new/", product_form(is_active="on", new_category="Nytt"))
    product = Product.objects.get(name="Support")
    assert product.list_price == Decimal("1234.5")
    assert product.category == Category.objects.get(name="Nytt")


@pytest.mark.parametrize("price", ["1,234", "-1", "tusen", "9" * 30, "1.23456", "1e9"])
def test_a_price_that_cannot_be_read_is_refused(hedda: Client, price: str) -> None:
    response = hedda.post("/products/new/", product_form(list_price=price))
    assert response.status_code == 422
    assert "list_price" in response.context["form"].errors


def test_two_products_cannot_share_a_name(cast: Cast, hedda: Client) -> None:
    response = hedda.post("/products/new/", product_form(name="serviceAVTAL"))
    assert response.status_code == 422
    assert "already a product" in response.content.decode()


def test_a_stale_save_shows_both_versions(cast: Cast, hedda: Client) -> None:
    Product.objects.filter(pk=cast.product.pk).update(name="Serviceavtal Plus")
    sent = product_form(name="Servicepaket")
    response = hedda.post(f"/products/{cast.product.pk}/edit/", sent)
    assert response.status_code == 409
    assert "Serviceavtal Plus" in response.content.decode()
    assert Product.objects.get(pk=cast.product.pk).name == "Serviceavtal Plus"


def test_creating_editing_and_deleting_can_be_undone(cast: Cast, hedda: Client) -> None:
    response = hedda.post("/products/new/", product_form())
    undo_last(hedda, response)
    assert not Product.objects.filter(name="Support").exists()
    path = f"/products/{cast.product.pk}/"
    undo_last(hedda, hedda.post(f"{path}edit/", product_form(name="Annat")))
    assert Product.objects.get(pk=cast.product.pk).name == "Serviceavtal"
    undo_last(hedda, hedda.post(f"{path}delete/"))
    assert Product.objects.filter(pk=cast.product.pk).exists()


@pytest.mark.parametrize("path", ["/products/", "/products/rates/", "/products/categories/"])
def test_a_list_costs_the_same_with_ten_rows_and_a_thousand(
    cast: Cast, anna: Client, path: str
) -> None:
    cost = queries_of(anna, path)
    many = [Category(name=f"Kategori {number}") for number in range(50)]
    Category.objects.bulk_create(many)
    Product.objects.bulk_create(
        Product(name=f"Vara {number}", category=many[number % 50]) for number in range(1000)
    )
    days = [f"2025-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 28)]
    ExchangeRate.objects.bulk_create(
        ExchangeRate(currency="EUR", day=day, rate=Decimal("11.2")) for day in days
    )
    assert queries_of(anna, path) == cost


def test_products_without_a_price_can_be_paged_by_price(cast: Cast, anna: Client) -> None:
    Product.objects.bulk_create(
        Product(name=f"Vara {number}", list_price=number if number % 3 else None)
        for number in range(40)
    )
    first = anna.get("/products/?sort=-price").context["page"]
    second = anna.get(f"/products/?sort=-price&cursor={first.after}").context["page"]
    assert len({*first.rows, *second.rows}) == 41


@pytest.mark.parametrize("query", ["nonsense=1", "sort=currency", "category=x", "is_active=maybe"])
def test_an_address_that_is_not_understood_answers_400(anna: Client, query: str) -> None:
    assert anna.get(f"/products/?{query}").status_code == 400


def test_a_category_with_products_stays(cast: Cast, hedda: Client) -> None:
    response = hedda.post(f"/products/categories/{cast.category.pk}/delete/")
    assert response.status_code == 409
    assert Category.objects.filter(pk=cast.category.pk).exists()


def test_a_category_is_renamed_but_never_to_a_name_in_use(cast: Cast, hedda: Client) -> None:
    Category.objects.create(name="Varor")
    path = f"/products/categories/{cast.category.pk}/edit/"
    assert hedda.post(path, {"name": "VAROR", "version": 1}).status_code == 422
    assert hedda.post(path, {"name": "Uppdrag", "version": 1}).status_code == 302
    assert Category.objects.get(pk=cast.category.pk).name == "Uppdrag"


def test_a_rate_for_a_day_that_has_one_replaces_it(cast: Cast, hedda: Client) -> None:
    sent = {"currency": "EUR", "day": "2020-01-01", "rate": "11,4321", "source": "Riksbanken"}
    response = hedda.post("/products/rates/new/", sent)
    rate = ExchangeRate.objects.get(currency="EUR")
    assert (rate.rate, rate.source) == (Decimal("11.4321"), "Riksbanken")
    undo_last(hedda, response)
    assert ExchangeRate.objects.get(currency="EUR").rate == Decimal("11.5")


@pytest.mark.parametrize("rate", ["0", "-1", "elva", "9" * 12, "1,123456789"])
def test_an_impossible_rate_is_refused(cast: Cast, hedda: Client, rate: str) -> None:
    sent = {"currency": "USD", "day": "2020-01-01", "rate": rate}
    assert hedda.post("/products/rates/new/", sent).status_code == 422


def test_the_base_currency_needs_no_rate(cast: Cast, hedda: Client) -> None:
    sent = {"currency": "SEK", "day": "2020-01-01", "rate": "1"}
    assert hedda.post("/products/rates/new/", sent).status_code == 422


def test_a_rate_is_deleted_and_comes_back(cast: Cast, hedda: Client) -> None:
    response = hedda.post(f"/products/rates/{cast.rate.pk}/delete/")
    assert not ExchangeRate.objects.exists()
    undo_last(hedda, response)
    assert ExchangeRate.objects.filter(pk=cast.rate.pk).exists()


def test_rates_are_written_as_the_reader_writes(cast: Cast, anna: Client) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="sv")
    assert "11,5000" in anna.get("/products/rates/").content.decode()


def test_stored_text_is_shown_as_text(cast: Cast, hedda: Client) -> None:
    Product.objects.filter(pk=cast.product.pk).update(name=SCRIPT, description=SCRIPT)
    Category.objects.filter(pk=cast.category.pk).update(name=SCRIPT)
    ExchangeRate.objects.filter(pk=cast.rate.pk).update(source=SCRIPT)
    path = f"/products/{cast.product.pk}/"
    lists = ["/products/", "/products/categories/", "/products/rates/"]
    for page in [*lists, path, f"{path}edit/"]:
        assert "<script>alert" not in hedda.get(page).content.decode(), page
