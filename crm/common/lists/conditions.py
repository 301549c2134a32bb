"""What the filter builder can ask about a row: declared fields, each with its own lookup."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from crm.common.days import business_day


@dataclass(frozen=True)
class Reader:
    """Who reads a list, and on which business day."""

    user: Any
    today: date = field(default_factory=lambda: business_day(timezone.now()))


@dataclass(frozen=True)
class Related:
    """Rows of another table that belong to a row: those whose `key` is the row's `outer` column.

    `rows` gives only what the reader may see, so a filter never tells about the others. `group`
    is the heading of its fields in the builder.
    """

    rows: Callable[[Any], "QuerySet[Any]"]
    key: str
    outer: str = "pk"
    group: str | Promise = ""


@dataclass(frozen=True)
class Field:
    """`column` is a lookup path from the row (or from the related row); `expression(reader)`
    computes a value instead. `within` is the heading in the builder, where the field is not one
    of the record itself.
    """

    name: str
    label: str | Promise
    kind: Any
    column: str = ""
    related: Related | None = None
    expression: Callable[[Reader], Any] | None = None
    within: str | Promise = ""

    @property
    def group(self) -> str | Promise:
        return self.within or (self.related.group if self.related else "")
