"""How a room declares what can be done to many records of its list at once, in `<room>/lists.py`.

BULK = (
    BulkEdit("sector", _("Sector"), set_sector, SectorForm, icon="tag"),
    BulkEdit("delete", _("Delete"), delete, icon="trash", tone="danger", asks=_("Undo brings …")),
)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

Refused: TypeAlias = Mapping[int, str]
"""Primary key → why this record was left as it is, in words for the person."""


@dataclass(frozen=True)
class Hand:
    """Who changes, when, and by which route."""

    by: Any
    at: datetime
    route: str


Apply: TypeAlias = Callable[[Sequence[Any], Mapping[str, Any], Hand], Refused]


class BulkForm(forms.Form):
    """What to change. A worker binds it again, so it offers only what the user may choose."""

    def __init__(self, data: QueryDict | None = None, *, user: Any) -> None:
        super().__init__(data, auto_id="bulk_%s")  # the list's filter has fields of these names
        self.user, self.sent = user, data or QueryDict()
        self.offer()

    def offer(self) -> None:
        """Fill choices that depend on the user."""

    def entered(self) -> dict[str, list[str]]:
        """What was sent for each field, to be bound again."""
        return {name: self.sent.getlist(name) for name in self.fields}

    def choose_from(self, name: str, rows: QuerySet[Any]) -> None:
        """The records that a field offers."""
        field = self.fields[name]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(f"{name} does not choose a record.")
        field.queryset = rows


def may_write(user: Any) -> bool:
    return bool(user.may_write)


@dataclass(frozen=True)
class BulkEdit:
    """`apply(records, form.cleaned_data, hand)` changes some hundred locked records, which the
    user may change, in a constant number of statements, and answers those that it refused.
    """

    name: str
    label: str | Promise
    apply: Apply
    form: type[BulkForm] = BulkForm
    icon: str = "edit"
    tone: str = ""
    asks: str | Promise = ""
    allowed: Callable[[Any], bool] = may_write
