"""What each kind of import can fill: its fields, their types, and which of them point to another
record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django.conf import settings
from django.db.models import TextChoices

from accounts.models import Lifecycle, Source
from deals.models import LostReason
from users.models import Role

Choices = Callable[[], list[tuple[str, str]]]


class Type(Enum):
    TEXT = auto()
    EMAIL = auto()
    PHONE = auto()
    URL = auto()
    INTEGER = auto()
    AMOUNT = auto()
    DATE = auto()
    BOOLEAN = auto()
    CHOICE = auto()
    COUNTRY = auto()
    CURRENCY = auto()
    LANGUAGE = auto()
    TIME_ZONE = auto()
    PATH = auto()
    REFERENCE = auto()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """`size`: most characters of a text, decimals of an amount, or the largest integer. `to`: the
    kind pointed to.
    """

    name: str
    type: Type = Type.TEXT
    required: bool = False
    size: int = 200
    choices: Choices | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class KindSpec:
    """`declares`: which of the mapping's declarations make sense for this kind."""

    name: str
    fields: dict[str, FieldSpec]
    declares: frozenset[str] = frozenset()

    @property
    def required(self) -> list[str]:
        return [spec.name for spec in self.fields.values() if spec.required]

    @property
    def placeholders(self) -> frozenset[str]:
        """What a pattern may name: any field, and the first and last word of a person's name."""
        parts = {"first", "last"} if "full_name" in self.fields else set()
        return frozenset([*self.fields, *parts])


def _kind(name: str, *fields: FieldSpec, declares: tuple[str, ...] = ()) -> KindSpec:
    return KindSpec(name, {spec.name: spec for spec in fields}, frozenset(declares))


def _text(name: str, size: int = 200, *, required: bool = False) -> FieldSpec:
    return FieldSpec(name, Type.TEXT, required, size)


def _link(name: str, to: str, *, required: bool = False) -> FieldSpec:
    return FieldSpec(name, Type.REFERENCE, required, to=to)


def _choice(name: str, choices: Choices) -> FieldSpec:
    return FieldSpec(name, Type.CHOICE, choices=choices)


def _choices(kind: type[TextChoices]) -> Choices:
    return lambda: [(str(code), str(label)) for code, label in kind.choices]


def _languages() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in settings.LANGUAGES]


LONG = 20_000

USERS = _kind(
    "users",
    _text("external_id"),
    _text("full_name", required=True),
    _text("sort_name"),
    FieldSpec("email", Type.EMAIL, required=True, size=254),
    _choice("role", _choices(Role)),
    FieldSpec("team", Type.PATH, size=120),
    _text("head"),
    _choice("language", _languages),
    FieldSpec("time_zone", Type.TIME_ZONE, size=64),
    declares=("teams", "heads"),
)
PRODUCTS = _kind(
    "products",
    _text("external_id"),
    _text("name", required=True),
    _link("category", "categories"),
    FieldSpec("list_price", Type.AMOUNT, size=4),
    FieldSpec("currency", Type.CURRENCY),
    _text("description", LONG),
    FieldSpec("is_active", Type.BOOLEAN),
    declares=("categories",),
)
ACCOUNTS = _kind(
    "accounts",
    _text("external_id"),
    _text("name", required=True),
    _text("org_number", 20),
    _text("vat_number", 20),
    _choice("lifecycle", _choices(Lifecycle)),
    _link("sector", "sectors"),
    _choice("source", _choices(Source)),
    _link("parent", "accounts"),
    _link("owner", "owners"),
    _link("team", "teams"),
    FieldSpec("country", Type.COUNTRY),
    _text("city", 120),
    FieldSpec("website", Type.URL, size=300),
    FieldSpec("employees", Type.INTEGER, size=2_147_483_647),
    FieldSpec("annual_revenue", Type.AMOUNT, size=2),
    FieldSpec("founded_year", Type.INTEGER, size=2200),
    FieldSpec("currency", Type.CURRENCY),
    _text("description", LONG),
    declares=("parents", "sectors"),
)
CONTACTS = _kind(
    "contacts",
    _text("external_id"),
    _text("full_name", required=True),
    _text("sort_name"),
    FieldSpec("language", Type.LANGUAGE),
    FieldSpec("email", Type.EMAIL, size=254),
    FieldSpec("phone", Type.PHONE, size=60),
    FieldSpec("mobile", Type.PHONE, size=60),
    _link("account", "accounts"),
    _text("title"),
    _text("notes", LONG),
)
DEALS = _kind(
    "deals",
    _text("external_id"),
    _text("name", required=True),
    _link("account", "accounts"),
    _link("owner", "owners", required=True),
    _link("product", "products"),
    FieldSpec("quantity", Type.AMOUNT, size=3),
    FieldSpec("unit_price", Type.AMOUNT, size=4),
    _link("pipeline", "pipelines", required=True),
    _link("stage", "stages", required=True),
    _link("engaged_stage", "stages"),
    FieldSpec("engaged_on", Type.DATE),
    FieldSpec("closed_on", Type.DATE),
    FieldSpec("expected_close_on", Type.DATE),
    FieldSpec("value", Type.AMOUNT, size=2),
    FieldSpec("currency", Type.CURRENCY),
    FieldSpec("probability", Type.INTEGER, size=100),
    _choice("lost_reason", _choices(LostReason)),
    _text("lost_note", 300),
    _text("description", LONG),
    declares=("pipeline",),
)
KINDS = {spec.name: spec for spec in (USERS, PRODUCTS, ACCOUNTS, CONTACTS, DEALS)}
