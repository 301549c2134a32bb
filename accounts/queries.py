"""What the pages of this room read across tables. Everything goes through `visible_to`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Prefetch, QuerySet, Value, When

from accounts.models import (
    Account,
    AccountMember,
    AccountQuerySet,
    Affiliation,
    Contact,
    ContactPoint,
    LifecycleChange,
)
from crm.common.sorting import folded
from users.models import User

SHOWN_CONTACTS = 8
SHOWN_SUBSIDIARIES = 12
SUGGESTIONS = 10

_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT id, parent_id, 0 AS height FROM accounts_account WHERE id = %s
        UNION
        SELECT account.id, account.parent_id, height + 1
        FROM accounts_account account JOIN above ON account.id = above.parent_id
        WHERE height < 20
    )
    SELECT above.id FROM above JOIN accounts_account USING (id)
    WHERE height > 0 AND deleted_at IS NULL ORDER BY height DESC
"""


@dataclass(frozen=True)
class Group:
    """Where an account stands in its group: the companies above, topmost first, and those below.

    `has_hidden`: there are more that the reader may not see. `has_more`: more than are listed.
    """

    above: Sequence[Account]
    below: Sequence[Account]
    has_more: bool
    has_hidden: bool

    @property
    def is_empty(self) -> bool:
        return not (self.above or self.below or self.has_hidden)


@dataclass(frozen=True)
class Suggestion:
    """What a ChooserField takes, and what tells it from others of the name."""

    value: str
    hint: str


@dataclass(frozen=True)
class AccountPage:
    contacts: Sequence[Affiliation]
    has_more_contacts: bool
    group: Group
    members: Sequence[AccountMember]
    steps: Sequence[LifecycleChange]
    may_edit: bool


def account_page(user: User, account: Account) -> AccountPage:
    """Everything on the page of an account that the user is known to see."""
    contacts = list(_people_at(account)[: SHOWN_CONTACTS + 1])
    return AccountPage(
        contacts=contacts[:SHOWN_CONTACTS],
        has_more_contacts=len(contacts) > SHOWN_CONTACTS,
        group=group_of(user, account),
        members=list(account.members.select_related("user").order_by("user__sort_key", "pk")),
        steps=list(account.lifecycle_changes.select_related("by")[:20]),
        may_edit=Account.objects.editable_by(user).filter(pk=account.pk).exists(),
    )


def group_of(user: User, account: Account) -> Group:
    """Most companies stand alone, which is known before it is asked what the reader sees."""
    line = _line_above(account) if account.parent_id else []
    children, visible = Account.objects.filter(parent=account), Account.objects.visible_to(user)
    seen = visible.in_bulk(line)
    shown, hidden = [], False
    if children.exists():
        below = visible.filter(parent=account).order_by("sort_key", "pk")
        shown = list(below[: SHOWN_SUBSIDIARIES + 1])
        hidden = children.exclude(pk__in=below.values("pk")).exists()
    return Group(
        above=[seen[pk] for pk in line if pk in seen],
        below=shown[:SHOWN_SUBSIDIARIES],
        has_more=len(shown) > SHOWN_SUBSIDIARIES,
        has_hidden=hidden or len(seen) < len(line),
    )


def _line_above(account: Account) -> list[int]:
    """Topmost first."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [account.pk])
        return [pk for (pk,) in cursor.fetchall()]


def suggested(rows: AccountQuerySet, text: str) -> list[Suggestion]:
    """The first few accounts whose name holds the text, those that begin with it first."""
    starts = When(sort_key__startswith=folded(text.strip()), then=Value(0))
    found = (
        rows.named(text)
        .select_related("owner")
        .order_by(Case(starts, default=Value(1)), "sort_key", "pk")
    )
    accounts = list(found[:SUGGESTIONS])
    names = Counter(account.sort_key for account in accounts)
    return [
        Suggestion(
            f"{account.name} #{account.pk}" if names[account.sort_key] > 1 else account.name,
            ", ".join(part for part in (account.city, str(account.owner or "")) if part),
        )
        for account in accounts
    ]


def places_of(user: User, contact: Contact) -> list[Affiliation]:
    """The person's organisations that the user sees, the main one first."""
    rows = Affiliation.objects.visible_to(user).filter(contact=contact)
    return list(rows.main_first().select_related("account"))


def _people_at(account: Account) -> QuerySet[Affiliation]:
    points: Any = Prefetch(
        "contact__points", ContactPoint.objects.used_first(), to_attr="addresses"
    )
    rows = Affiliation.objects.filter(account=account, contact__deleted_at=None)
    return (
        rows.select_related("contact").prefetch_related(points).order_by("contact__sort_key", "pk")
    )
