"""Names in a file become records: owners, accounts, products, stages. Asked in sets, remembered
within bounds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db.models import Q, QuerySet

from accounts.identifiers import normal_org_number
from accounts.models import Account, Sector
from catalog.models import Category, Product
from crm.common.matching import Key, Match, Rows, by_identifier, by_name, match
from deals.models import Pipeline
from users.models import Team, User

MAX_REMEMBERED = 50_000
MAX_CANDIDATES = 5_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where names of one kind are looked up; `label` is the column that people know them by."""

    rows: Callable[[User], QuerySet[Any, Any]]
    keys: tuple[Key, ...]
    label: str = "name"


def _by_org_number(rows: Rows, values: Sequence[str]) -> Any:
    return (
        rows.filter(org_number__in=values).exclude(org_number="").values_list("org_number", "pk")
    )


def _owners(by: User) -> QuerySet[Any, Any]:
    return User.objects.visible_to(by).who_may_own()


PEOPLE = (by_identifier(), by_name("email"), by_name("full_name"))
NAMED = (by_name("name"),)
IDENTIFIED = (by_identifier(), by_name("name"))
TARGETS = {
    "users": Target(User.objects.visible_to, PEOPLE, "full_name"),
    "owners": Target(_owners, PEOPLE, "full_name"),
    "teams": Target(Team.objects.visible_to, IDENTIFIED),
    "categories": Target(Category.objects.visible_to, IDENTIFIED),
    "products": Target(Product.objects.visible_to, IDENTIFIED),
    "sectors": Target(Sector.objects.visible_to, NAMED),
    "accounts": Target(
        Account.objects.visible_to,
        (by_identifier(), Key("org_number", _by_org_number, normal_org_number), by_name("name")),
    ),
    "pipelines": Target(Pipeline.objects.visible_to, NAMED),
}


class Lookups:
    """Resolves names as `by` may see the records."""

    def __init__(self, by: User) -> None:
        self._by = by
        self._known: dict[tuple[str, str], Match] = {}

    def resolve(self, to: str, texts: set[str]) -> dict[str, Match]:
        """What each text names among the records of this kind."""
        if len(self._known) > MAX_REMEMBERED:
            self._known.clear()
        asked = sorted(text for text in texts if (to, text) not in self._known)
        if asked:
            target = TARGETS[to]
            wanted = [{key.name: text for key in target.keys} for text in asked]
            found = match(target.rows(self._by), target.keys, wanted)
            self._known |= {(to, text): one for text, one in zip(asked, found, strict=True)}
        return {text: self._known[to, text] for text in texts}

    def forget(self, to: str, text: str) -> None:
        """What was not there a moment ago has been created."""
        self._known.pop((to, text), None)

    def nearest(self, to: str, text: str) -> str:
        """The known name that is most like the text, or nothing when none is alike."""
        target = TARGETS[to]
        rows = target.rows(self._by)
        if rows.count() > MAX_CANDIDATES:
            start = Q(**{f"{target.label}__istartswith": text[:2]})
            rows = rows.filter(start)
        return alike(text, list(rows.values_list(target.label, flat=True)[:MAX_CANDIDATES]))


def alike(text: str, names: Sequence[str]) -> str:
    """The name most like the text, case aside, or nothing."""
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(text.casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else ""
