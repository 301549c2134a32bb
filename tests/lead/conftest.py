import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture
def head(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.hedda)
    return client


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ada)
    return client
