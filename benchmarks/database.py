"""A database of its own for the large company, beside the one in use, on the same server."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Account
from crm.common import env
from crm.common.days import business_day
from exchange.demonstration.sign_in import new_password
from exchange.generating.loading import Wish, generate_company, tidy_up
from users.models import Role, User

SEED = 1
SHARE_OF_HEAD = 10
BROKER, CACHE = 14, 15
"""Numbered databases of Redis that nothing else uses."""


@dataclass(frozen=True)
class Person:
    """Somebody who signs in, and what the table calls them."""

    label: str
    user: User
    password: str


def use_database(accounts: int) -> str:
    """Make the database if it is not there, and connect to it from here on. Returns its name."""
    name = f"{connection.settings_dict['NAME']}_benchmark_{accounts}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
        # As docs/operations.md advises; the embedded server and the compose file have it, too.
        cursor.execute(f"ALTER DATABASE {connection.ops.quote_name(name)} SET jit = off")
    connection.close()
    connection.settings_dict["NAME"] = name
    return name


def drop_database(name: str) -> None:
    """Back to the database in use, and away with the other."""
    connection.close()
    connection.settings_dict["NAME"] = name.rpartition("_benchmark_")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)}")


def fill(accounts: int, tell: Callable[[str], None]) -> None:
    """Bring its tables up to date, and write the company unless it is there."""
    call_command("migrate", verbosity=0, interactive=False)
    if not Account.all_objects.exists():
        wish = Wish(accounts, SEED, business_day(timezone.now()))
        generate_company(wish, new_password(), tell=tell)
    tidy_up()


def environment(name: str, address: str) -> Mapping[str, str]:
    """That of the programs which serve it: production's, with this database and other caches."""
    database, redis = urlsplit(os.environ["DATABASE_URL"]), os.environ["REDIS_URL"]
    return {
        **os.environ,
        "DEBUG": "0",
        "DATABASE_URL": urlunsplit(database._replace(path=f"/{name}")),
        "REDIS_URL": env.redis_database(redis, BROKER),
        "CACHE_URL": env.redis_database(redis, CACHE),
        "SITE_URL": address,
        "EMAIL_URL": "",
        "LOG_LEVEL": "WARNING",
        "API_REQUESTS_PER_MINUTE": "0",
    }


def people() -> list[Person]:
    """An administrator, and the head who sees nearest to a tenth of the accounts."""
    admin = User.objects.active().in_role(Role.ADMIN).order_by("pk")[0]
    wanted = Account.objects.count() / SHARE_OF_HEAD
    heads = User.objects.active().in_role(Role.HEAD)
    regions = heads.filter(headed_teams__parent__parent=None, headed_teams__parent__isnull=False)
    head = min(regions.order_by("pk"), key=lambda user: abs(_seen_by(user) - wanted))
    return [_admitted("administrator", admin), _admitted("head of a tenth", head)]


def _seen_by(user: User) -> int:
    return Account.objects.visible_to(user).count()


def _admitted(label: str, user: User) -> Person:
    password = new_password()
    User.objects.filter(pk=user.pk).update(password=make_password(password), language="en")
    return Person(label, user, password)
