"""Typed readers for the environment: settings say what they need, and a wrong value stops the
start.
"""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return default


def flag(name: str, *, default: bool) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return words[value]


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value or default)


def words(name: str, default: str) -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def database(name: str) -> dict[str, object]:
    """Django's form of a postgres:// address; a socket folder is given as ?host=/folder.

    A server that says nothing counts as away after 5 s, unless `connect_timeout` is given.
    """
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgres://.")
    options = {"connect_timeout": "5", **dict(parse_qsl(url.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(options.pop("port", url.port or "")),
        "OPTIONS": options,
    }


def redis_database(url: str, number: int) -> str:
    """The same Redis server, another numbered database on it."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def celery_broker(url: str) -> str:
    """Kombu's spelling of a Redis address; it names Unix sockets differently."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return (
        f"redis+socket://{parts.path}?virtual_host={dict(parse_qsl(parts.query)).get('db', '0')}"
    )


def email(name: str) -> dict[str, Any] | None:
    """Host, port, credentials and encryption of an smtp:// (STARTTLS with smtp+tls, TLS with
    smtps).
    """
    if not os.environ.get(name, "").strip():
        return None
    url = urlsplit(text(name))
    if url.scheme not in {"smtp", "smtp+tls", "smtps"} or not url.hostname:
        raise ImproperlyConfigured(f"{name} must look like smtp://host:port.")
    return {
        "host": url.hostname,
        "port": url.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[url.scheme],
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "starttls": url.scheme == "smtp+tls",
        "tls": url.scheme == "smtps",
    }
