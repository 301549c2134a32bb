"""The whole group that an account belongs to: its companies as a tree, and what they add up to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from accounts import rollups
from accounts.models import Account, AccountQuerySet
from accounts.rollups import Rollup, Sum
from crm.common.currencies import base_currency
from users.models import User

MOST_SHOWN = 500
DEEPEST_INDENT = 5

Figures = Mapping[Rollup, Mapping[int, Sum]]

_TOP = """
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM accounts_account WHERE id = %s
        UNION
        SELECT account.id, account.parent_id
        FROM accounts_account account JOIN above ON account.id = above.parent_id
    )
    SELECT id FROM above WHERE parent_id IS NULL
"""


@dataclass(frozen=True)
class Cell:
    """A figure of the company alone, and of it with all below."""

    rollup: Rollup
    account: Account
    own: Sum
    whole: Sum

    @property
    def own_url(self) -> str:
        return f"{self.rollup.url()}&account={self.account.pk}"

    @property
    def whole_url(self) -> str:
        return f"{self.rollup.url()}&group={self.account.pk}"


@dataclass(frozen=True)
class Company:
    account: Account
    depth: int
    has_below: bool
    cells: Sequence[Cell]

    @property
    def indent(self) -> int:
        return min(self.depth, DEEPEST_INDENT)


@dataclass(frozen=True)
class GroupPage:
    """`has_hidden`: there are companies or records that the reader may not see."""

    companies: Sequence[Company]
    count: int
    rollups: Sequence[Rollup]
    currency: str
    has_hidden: bool

    @property
    def has_more(self) -> bool:
        return self.count > len(self.companies)


@dataclass(frozen=True)
class _Tree:
    """Keys of the companies that the reader sees, by that of the next one seen above."""

    accounts: Mapping[int, Account]
    below: Mapping[int | None, Sequence[int]]


def group_page(user: User, account: Account) -> GroupPage:
    parents = _parents(account)
    group: AccountQuerySet = Account.objects.filter(pk__in=list(parents))
    seen = group.visible_to(user)
    tree = _tree(seen, parents)
    measured = [(source, source.measure(user, seen)) for source in rollups.sources()]
    figures = {
        rollup: found.sums[rollup.key] for source, found in measured for rollup in source.rollups
    }
    hides_records = any(found.has_hidden for _source, found in measured)
    return GroupPage(
        companies=list(_companies(tree, figures)),
        count=len(tree.accounts),
        rollups=list(figures),
        currency=base_currency(),
        has_hidden=hides_records or group.count() > len(tree.accounts),
    )


def _parents(account: Account) -> dict[int, int | None]:
    """The key of each company of the group, with that of its parent."""
    with connection.cursor() as cursor:
        cursor.execute(_TOP, [account.pk])
        (top,) = cursor.fetchone()
    rows = Account.all_objects.in_group(top).values_list("pk", "parent_id")
    return dict(rows)


def _tree(seen: QuerySet[Account], parents: Mapping[int, int | None]) -> _Tree:
    accounts = {row.pk: row for row in seen.select_related("owner").order_by("sort_key", "pk")}
    below = defaultdict(list)
    for pk in accounts:
        above = parents[pk]
        while above is not None and above not in accounts:
            above = parents.get(above)
        below[above].append(pk)
    return _Tree(accounts, below)


def _companies(tree: _Tree, figures: Figures) -> Iterator[Company]:
    order = list(_order(tree))
    whole = {rollup: _added_up(tree, order, sums) for rollup, sums in figures.items()}
    for pk, depth in order[:MOST_SHOWN]:
        cells = [
            Cell(rollup, tree.accounts[pk], sums.get(pk, Sum()), whole[rollup][pk])
            for rollup, sums in figures.items()
        ]
        yield Company(tree.accounts[pk], depth, bool(tree.below.get(pk)), cells)


def _order(tree: _Tree) -> Iterator[tuple[int, int]]:
    """Each company before those below it, which stand in the order of their names; its depth."""
    waiting = [(pk, 0) for pk in reversed(tree.below[None])]
    while waiting:
        pk, depth = waiting.pop()
        yield pk, depth
        waiting += [(child, depth + 1) for child in reversed(tree.below.get(pk, ()))]


def _added_up(
    tree: _Tree, order: Sequence[tuple[int, int]], sums: Mapping[int, Sum]
) -> Mapping[int, Sum]:
    whole: dict[int, Sum] = {}
    for pk, _depth in reversed(order):
        below = (whole[child] for child in tree.below.get(pk, ()))
        whole[pk] = sum(below, sums.get(pk, Sum()))
    return whole
