"""Who is signed in: a session knows its person, so all sessions of one can be ended."""

from typing import TYPE_CHECKING

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from users.sessions import SessionStore

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase


class Session(AbstractBaseSession):
    user = models.ForeignKey(
        "users.User", on_delete=models.CASCADE, null=True, related_name="sessions"
    )

    def __str__(self) -> str:
        return f"{self.user or '–'}, {self.expire_date:%Y-%m-%d}"

    @classmethod
    def get_session_store_class(cls) -> "type[SessionBase]":
        return SessionStore
