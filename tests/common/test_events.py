from dataclasses import dataclass

import pytest
from django.db import transaction

from crm.common.events import publish, subscribe


@dataclass(frozen=True)
class Rang:
    times: int


@pytest.mark.django_db
def test_subscribers_hear_news_at_once_and_once() -> None:
    heard: list[int] = []

    def note(event: Rang) -> None:
        heard.append(event.times)

    subscribe(Rang, note)
    subscribe(Rang, note)
    with transaction.atomic():
        publish(Rang(3))
    assert heard == [3]


@pytest.mark.django_db(transaction=True)
def test_news_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        publish(Rang(1))
