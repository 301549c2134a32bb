"""Which pages are measured, and where they are for a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from accounts.models import Account, AccountQuerySet
from crm.common.keyset import page
from deals.models import Stage
from users.models import User

DEEP = 25_000
BY_NAME = ("sort_key", "pk")


@dataclass(frozen=True)
class Case:
    name: str
    path: str


def cases_for(user: User) -> list[Case]:
    return [Case(name, path) for name, find in CASES.items() for path in find(user)]


def _at(name: str, **query: str | int) -> Callable[[User], Iterator[str]]:
    def found(_user: User) -> Iterator[str]:
        yield reverse(name) + (f"?{urlencode(query)}" if query else "")

    return found


def _literal(path: str) -> Callable[[User], Iterator[str]]:
    def found(_user: User) -> Iterator[str]:
        yield path

    return found


def _deep(user: User) -> Iterator[str]:
    """The page that begins after 25,000 rows, or in the middle of what the person sees."""
    rows = _accounts(user).order_by(*BY_NAME)
    place = min(DEEP, rows.count() // 2)
    start = rows[place]
    beyond = page(_accounts(user).filter(sort_key__gte=start.sort_key), BY_NAME, "")
    yield f"{reverse('accounts:account_list')}?{urlencode({'cursor': beyond.after})}"


def _middle_of_a_name(user: User) -> Iterator[str]:
    """A part of the second word of a name."""
    word = max(_some_name(user).split()[1:], key=len)
    yield f"/search/?{urlencode({'q': word[1:6]})}"


def _misspelt(user: User) -> Iterator[str]:
    """Two letters of each long word have changed places."""
    words = [_swapped(word) if len(word) > 5 else word for word in _some_name(user).split()]
    yield f"/search/?{urlencode({'q': ' '.join(words)})}"


def _swapped(word: str) -> str:
    return word[:2] + word[3] + word[2] + word[4:]


def _some_name(user: User) -> str:
    rows = _accounts(user).order_by(*BY_NAME)
    return rows[rows.count() // 3].name


def _largest_account(user: User) -> Iterator[str]:
    rows = _accounts(user).annotate(size=Count("deals"))
    yield rows.order_by("-size", "pk")[0].get_absolute_url()


def _usual_account(user: User) -> Iterator[str]:
    rows = _accounts(user).order_by(*BY_NAME)
    yield rows[rows.count() // 2].get_absolute_url()


def _deals_of_a_stage(_user: User) -> Iterator[str]:
    stage = Stage.objects.open().order_by("position")[1]
    yield f"{reverse('deals:deal_list')}?{urlencode({'stage': stage.pk})}"


def _accounts(user: User) -> AccountQuerySet:
    return Account.objects.visible_to(user)


CASES: dict[str, Callable[[User], Iterator[str]]] = {
    "home": _at("reports:home"),
    "account list": _at("accounts:account_list"),
    "account list after 25,000 rows": _deep,
    "account list by owner": _at("accounts:account_list", sort="owner"),
    "search, middle of a name": _middle_of_a_name,
    "search, with a typo": _misspelt,
    "account page": _usual_account,
    "account page, largest": _largest_account,
    "contact list": _at("accounts:contact_list"),
    "deal list": _at("deals:deal_list"),
    "deal list, one stage": _deals_of_a_stage,
    "board": _at("deals:board"),
    "forecast": _at("deals:forecast"),
    "API list of accounts": _literal("/api/v1/accounts/"),
}
