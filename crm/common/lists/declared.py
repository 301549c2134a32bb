"""How a room declares a list: a record list of columns and fields, in `<room>/lists.py`.

ACCOUNTS = RecordList(
    key="accounts", model=Account, title=_("Accounts"), url_name="accounts:account_list",
    rows=lambda user: Account.objects.visible_to(user),
    filter_class=AccountFilter,
    columns=(
        Column("name", _("Name"), lambda row: row.name, sort=BY_NAME, cell="accounts/_name.html"),
        Column("owner", _("Account manager"), lambda row: row.owner, joins=("owner",),
               sort=("owner_key", *BY_NAME), keys={"owner_key": missing_last("owner__sort_key")}),
    ),
    fields=(Field("city", _("City"), Text(), "city"),),
    default_sort="name",
)
registry.add(ACCOUNTS)  # from the room's AppConfig.ready()

`select_rows` is the one way from an address to rows, for the page, bulk edits, exports, counts,
the board and the API.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.common.lists.conditions import Field, Reader
from crm.common.lists.filters import ListFilter, bound_filter, refuse_unknown

PARAMETERS = frozenset({"sort", "cursor", "columns", "where", "view"})
"""What the machine itself understands, beside the parameters of the list's filter class."""

BY_NAME = ("sort_key", "pk")
COUNTED = 1000
"""How far the rows of a list are counted."""

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Column:
    """`value(row)` is what an export writes: text, number, date, bool, Money, a record or None.

    The page writes the same, unless `cell` names a template (which knows `row`, `value` and
    `selection`). `sort` names columns or `keys` that are never null, ending in a unique one.
    What a column needs beyond the row itself is fetched only where it is shown or sorted by:
    `joins` (select_related), `keys` (annotations to sort by), `prepare(rows, selection)`.
    """

    name: str
    label: str | Promise
    value: Callable[[Any], object]
    sort: Sequence[str] = ()
    cell: str = ""
    shown: bool = True
    numeric: bool = False
    joins: Sequence[str] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[Rows, "Selection"], Rows] | None = None


@dataclass(frozen=True)
class RecordList:
    """`rows(user)` is what the user may see; the first column names the record and is always
    shown. `sorts`: names that can be sorted by without being a column.
    """

    key: str
    model: type[models.Model]
    title: str | Promise
    url_name: str
    rows: Callable[[Any], Rows]
    filter_class: type[ListFilter]
    columns: tuple[Column, ...]
    default_sort: str
    fields: tuple[Field, ...] = ()
    bulk: tuple[Any, ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Selection:
    """What an address asks of a list, for one reader.

    `rows` are visible and filtered, in no order and with nothing joined: to be counted, changed,
    summed. `shown()` has them in order with all that the chosen columns show.
    """

    record_list: RecordList
    reader: Reader
    query: QueryDict
    filter: ListFilter
    rows: Rows
    columns: tuple[Column, ...]
    sort: str

    @property
    def user(self) -> Any:
        return self.reader.user

    @property
    def order(self) -> list[str]:
        """The names to order by; never null, the last one unique."""
        names = self._sorting.sort
        return [_turned(name) for name in names] if self.sort.startswith("-") else list(names)

    @property
    def _sorting(self) -> Column:
        column = self.record_list.column(self.sort.removeprefix("-"))
        if column is None or not column.sort:
            raise BadRequest(_("This list cannot be sorted like that."))
        return column

    def sortable(self, rows: Rows | None = None) -> Rows:
        """`rows` (or those selected) with the keys that the order needs."""
        found = self.rows if rows is None else rows
        keys = self._sorting.keys
        return found.annotate(**keys) if keys else found

    def shown(self) -> Rows:
        """In order, with what the columns show; keyset paging begins with this."""
        found = self.sortable()
        joins = [join for column in self.columns for join in column.joins]
        if joins:
            found = found.select_related(*joins)
        for column in self.columns:
            if column.prepare:
                found = column.prepare(found, self)
        return found.order_by(*self.order)

    def count(self, most: int = COUNTED) -> int:
        """How many rows there are; `most` + 1 stands for all that are more."""
        return self.rows.order_by()[: most + 1].count()


def select_rows(record_list: RecordList, user: Any, query: QueryDict) -> Selection:
    """What the address asks for. Raises BadRequest (400) on whatever it does not understand."""
    refuse_unknown(query, record_list.filter_class.parameters() | PARAMETERS)
    reader = Reader(user)
    filterset = bound_filter(record_list.filter_class, reader, record_list.rows(user), query)
    selection = Selection(
        record_list=record_list,
        reader=reader,
        query=query,
        filter=filterset,
        rows=filterset.qs,
        columns=chosen_columns(record_list, query.get("columns", "")),
        sort=query.get("sort") or record_list.default_sort,
    )
    selection.order  # noqa: B018 - an unknown order is refused at once
    return selection


def chosen_columns(record_list: RecordList, text: str) -> tuple[Column, ...]:
    """`columns=owner,city`, in the order as declared; none named: those shown from the start."""
    if not text:
        return tuple(column for column in record_list.columns if column.shown)
    names = set(text.split(","))
    if names - {column.name for column in record_list.columns}:
        raise BadRequest(_("This list has no column of this name."))
    first = record_list.columns[0]
    return tuple(item for item in record_list.columns if item is first or item.name in names)


def _turned(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"
