"""The description of the API."""

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_is_valid_openapi_and_names_every_end_point(cast: Cast) -> None:
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert set(schema["paths"]) >= {"/api/v1/figures/", "/api/v1/reports/monthly/{month}/"}
    names = {item["name"] for item in schema["paths"]["/api/v1/figures/"]["get"]["parameters"]}
    assert names == {"measure", "by", "from", "to"}
