from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from users.models import Scope, User
from users.services import create_key

Ask = Callable[..., Any]


@pytest.fixture
def ask(db: None) -> Ask:
    """A program with a key of this person: `ask(user, path, **parameters)`."""

    def answer(user: User, path: str, /, *, language: str = "", **parameters: str) -> Any:
        _token, key = create_key(user, name="test", scope=Scope.READ)
        headers = {"authorization": f"Bearer {key}"}
        if language:
            headers["accept-language"] = language
        renamed = {name.rstrip("_"): value for name, value in parameters.items()}
        return Client().get(f"/api/v1/{path}", renamed, headers=headers)

    return answer
