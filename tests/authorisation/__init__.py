"""The authorisation table: who gets which answer from which route and verb.

Each room keeps its rows in tests/authorisation/<room>.py as `ROWS`. tests/test_routes.py tries
every row as every person, and fails for a route or verb that has no row. Fragments (HX-Request)
must answer the same.

    anonymous   nobody signed in            manager   Anna, whose record it is
    foreign     Bea of the other team       reader    Rut, read-only in Anna's team
    head        Hedda, Anna's head          other_head  Bo, head of the other team
    admin       Ada
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import Cast

PEOPLE = {
    "manager": "anna",
    "foreign": "bea",
    "reader": "rut",
    "head": "hedda",
    "other_head": "bo",
    "admin": "ada",
}


@dataclass(frozen=True)
class Row:
    """One route and verb.

    `args` gives the URL's arguments, `data` what is sent; both may make records of their own.
    """

    route: str
    verb: str
    anonymous: int
    manager: int
    foreign: int
    reader: int
    head: int
    other_head: int
    admin: int
    args: Callable[[Cast], list[Any]] = field(default=lambda cast: [])
    data: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})
    query: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.route}"


def for_all(route: str, verb: str, status: int, **more: Any) -> Row:
    """The same answer for everyone who is signed in; a visitor is sent to sign in."""
    people = dict.fromkeys(PEOPLE, status)
    return Row(route, verb, **{"anonymous": 302, **people, **more})


def public(route: str, verb: str, status: int, **more: Any) -> Row:
    """One of the few doors that are open to everybody."""
    return for_all(route, verb, status, anonymous=status, **more)


def leaders(route: str, verb: str, status: int, **more: Any) -> Row:
    """For sales heads and administrators; 403 for the others."""
    return for_all(
        route, verb, 403, **{"head": status, "other_head": status, "admin": status, **more}
    )


def admins(route: str, verb: str, status: int, **more: Any) -> Row:
    """For administrators; 403 for the others."""
    return for_all(route, verb, 403, **{"admin": status, **more})


def own_record(route: str, verb: str, status: int, **more: Any) -> Row:
    """Anna's record: her line gets `status`, a reader 403 on a change, the other team 404."""
    reader = status if verb == "GET" else 403
    line = {"reader": reader, "foreign": 404, "other_head": 404}
    return for_all(route, verb, status, **{**line, **more})


def all_rows() -> list[Row]:
    rows: list[Row] = []
    for module in pkgutil.iter_modules(__path__):
        rows += importlib.import_module(f"{__name__}.{module.name}").ROWS
    return rows
