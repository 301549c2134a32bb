"""A program with a key of somebody: how tests use the API."""

import json
from typing import Any

from django.test import Client

from users.models import Scope, User
from users.services import create_key


class Program:
    """Sends JSON with a key; `version` is what `If-Match` says."""

    def __init__(self, user: User, scope: Scope = Scope.WRITE, language: str = "en") -> None:
        _token, key = create_key(user, name="test", scope=scope)
        self.headers = {"authorization": f"Bearer {key}", "accept-language": language}
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **parameters: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", parameters, headers=self.headers)

    def post(self, path: str, data: Any = None, *, key: str = "") -> Any:
        more = {"idempotency-key": key} if key else {}
        return self.send("POST", path, data, **more)

    def patch(self, path: str, data: Any, version: object) -> Any:
        return self.send("PATCH", path, data, **{"if-match": f'"{version}"'})

    def put(self, path: str, data: Any, version: object) -> Any:
        return self.send("PUT", path, data, **{"if-match": f'"{version}"'})

    def delete(self, path: str, version: object) -> Any:
        return self.send("DELETE", path, **{"if-match": f'"{version}"'})

    def send(self, verb: str, path: str, data: Any = None, **headers: str) -> Any:
        body = data if isinstance(data, bytes) else json.dumps({} if data is None else data)
        return self.client.generic(
            verb,
            f"/api/v1/{path}",
            body,
            "application/json",
            headers={**self.headers, **headers},
        )
