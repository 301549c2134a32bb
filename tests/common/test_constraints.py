"""Two writers meet at a table's constraint: the second one reads why, not a fault."""

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from catalog.models import Product
from crm.common.middleware import business_rule_middleware
from tests.cast import Cast


def second_product_of_that_name(cast: Cast) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Product.objects.create(name=cast.product.name.upper(), currency="SEK")
    return caught.value


def answer(cast: Cast, error: Exception, path: str) -> str | None:
    request = RequestFactory().post(path)
    request.user = cast.ada
    middleware = business_rule_middleware(lambda request: None)  # type: ignore[arg-type,return-value]
    response = middleware.process_exception(request, error)
    assert response is None or response.status_code == 409
    return response.content.decode() if response else None


def test_the_constraint_speaks(cast: Cast) -> None:
    error = second_product_of_that_name(cast)
    said = answer(cast, error, "/api/v1/figures/")
    assert said is not None
    assert "already a product of this name" in said


def test_a_fault_stays_a_fault(cast: Cast) -> None:
    assert answer(cast, ValueError("x"), "/api/v1/figures/") is None
    assert answer(cast, IntegrityError("x"), "/api/v1/figures/") is None
