"""A row leads to the record's own page."""

from typing import Any

import pytest

from crm.common.lists import registry


@pytest.mark.parametrize("key", ["accounts", "contacts", "deals", "products"])
def test_a_records_page_is_the_lists_address_and_its_key(key: str) -> None:
    found = registry.get(key)
    record: Any = found.model(pk=7)
    assert record.get_absolute_url() == f"{found.url}7/"
