"""Why an account must stay: a higher room says which of some accounts its records still need."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Blocker:
    """`find(account_ids)` returns those that are needed; `reason` ends “… cannot be deleted: ”."""

    reason: str | Promise
    find: Callable[[Collection[int]], Iterable[int]]


_blockers: list[Blocker] = []


def block_deletion(blocker: Blocker) -> None:
    """Called from AppConfig.ready()."""
    if blocker not in _blockers:
        _blockers.append(blocker)


def blocked(account_ids: Collection[int]) -> dict[int, str]:
    """The accounts that must stay, each with the first reason."""
    found: dict[int, str] = {}
    for blocker in _blockers:
        for pk in blocker.find(account_ids):
            found.setdefault(pk, str(blocker.reason))
    return found
