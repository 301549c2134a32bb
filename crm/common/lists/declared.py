"""How a room declares a list: a record list of columns and fields, in `<room>/lists.py`.

ACCOUNTS = RecordList(
    key="accounts", model=Account, title=_("Accounts"), url_name="accounts:account_list",
    rows=lambda user: Account.objects.visible_to(user),
    filter_class=AccountFilter,
    columns=(
        Column("name", _("Name"), lambda row: row.name, sort=BY_NAME, cell=city_cell),
        Column("owner", _("Account manager"), lambda row: row.owner, joins=("owner",),
               sort=BY_NAME, key=either_way(missing_last, "owner__sort_key")),
    ),
    fields=(Field("city", _("City"), Text(), "city"),),
    default_sort="name",
)
registry.add(ACCOUNTS)  # from the room's AppConfig.ready()

`select_rows` is the one way from an address to rows, for the page, bulk edits, exports, counts,
the board and the API.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from inspect import isfunction
from typing import Any

from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.common.keyset import turned
from crm.common.lists.conditions import Field, Reader
from crm.common.lists.filters import ListFilter, bound_filter, refuse_unknown
from crm.common.lists.where.operands import ImpossibleError
from crm.common.lists.where.parsing import Group, parse

PARAMETERS = frozenset({"sort", "cursor", "columns", "where", "view"})
"""What the machine itself understands, beside the parameters of the list's filter class."""

BY_NAME = ("sort_key", "pk")
BY_KEY = ("pk",)
BY_CREATED = ("created_at", "pk")
BY_UPDATED = ("updated_at", "pk")
KEY = "list_key"
COUNTED = 1000
"""How far the rows of a list are counted."""

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Money:
    """The value of a cell; an amount of None is written as a dash."""

    amount: Decimal | None
    currency: str


@dataclass(frozen=True)
class Column:
    """`value(row)` is what an export writes: text, number, date, bool, Money, a record or None.

    The page writes the same, unless there is a `cell`: a function of row and value, whose answer
    is escaped where format_html did not make it.
    `sort` names columns that are never null, ending in a unique one; before them counts `key`, an
    expression that is never null (or a function of the selection that gives one). What a column
    needs beyond the row itself is fetched only where it is shown or sorted by: `joins`
    (select_related) and `prepare(rows, selection)`.
    """

    name: str
    label: str | Promise
    value: Callable[[Any], object]
    sort: Sequence[str] = ()
    cell: Callable[[Any, Any], str] | None = None
    shown: bool = True
    numeric: bool = False
    narrow: bool = False
    joins: Sequence[str] = ()
    key: Any = None
    prepare: Callable[[Rows, "Selection"], Rows] | None = None

    @property
    def css_class(self) -> str:
        if self.numeric:
            return "num"
        return "is-narrow" if self.narrow else ""


@dataclass(frozen=True)
class Summary:
    """What all rows of a list come to: `template` shows the answer of `query` as `sums`."""

    template: str
    query: Callable[["Selection"], object]


@dataclass(frozen=True)
class RecordList:
    """`rows(user)` is what the user may see. The first column is the link to the record and always
    shown; a `cell` of it follows the link. A record's page (`get_absolute_url`) is the list's
    address and the key. `empty` is the template for a list without any record, `above` one that
    stands over the rows of each page.
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
    empty: str = ""
    above: str = ""
    summary: Summary | None = None

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    @property
    def fields_by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

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
    sorting: Column
    where: Group | None = None

    @property
    def user(self) -> Any:
        return self.reader.user

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def order(self) -> list[str]:
        """The names to order by; never null, the last one unique."""
        names = self.sorting.sort if self.sorting.key is None else (KEY, *self.sorting.sort)
        return [turned(name) for name in names] if self.is_descending else list(names)

    @property
    def is_narrowed(self) -> bool:
        """A filter is in use, so an empty list does not mean that there is nothing."""
        named = any(self.filter.data.get(name) for name in self.filter.base_filters)
        return named or self.where is not None

    def unfiltered(self) -> "Selection":
        """The same columns and order for all that the reader sees."""
        return replace(self, rows=self.record_list.rows(self.user))

    def sortable(self, rows: Rows | None = None) -> Rows:
        """`rows` (or those selected) in order, with the keys for it and nothing else."""
        return self._prepared(self.rows if rows is None else rows, [self.sorting])

    def shown(self) -> Rows:
        """In order, with what the columns show; keyset paging begins with this."""
        joins = [join for column in self.columns for join in column.joins]
        rows = self.rows.select_related(*joins) if joins else self.rows
        others = [column for column in self.columns if column is not self.sorting]
        return self._prepared(rows, [*others, self.sorting])

    def _prepared(self, rows: Rows, columns: Sequence[Column]) -> Rows:
        for prepare in dict.fromkeys(column.prepare for column in columns):
            if prepare:
                rows = prepare(rows, self)
        key = self.sorting.key
        if key is not None:
            rows = rows.annotate(**{KEY: key(self) if isfunction(key) else key})
        return rows.order_by(*self.order)

    def count(self, most: int = COUNTED) -> int:
        """How many rows there are; `most` + 1 stands for all that are more."""
        return self.rows.order_by()[: most + 1].count()


def either_way(key: Callable[..., Any], column: str) -> Callable[[Selection], Any]:
    """The key of a column (`crm.common.sorting`) under which rows without a value come last, in
    both directions.
    """
    return lambda selection: key(column, down=selection.is_descending)


def select_rows(record_list: RecordList, user: Any, query: QueryDict) -> Selection:
    """What the address asks for. Raises BadRequest (400) on whatever it does not understand."""
    refuse_unknown(query, record_list.filter_class.parameters() | PARAMETERS)
    reader = Reader(user)
    filterset = bound_filter(record_list.filter_class, reader, record_list.rows(user), query)
    sort = query.get("sort") or record_list.default_sort
    where = conditions(record_list, reader, query.get("where", ""))
    return Selection(
        record_list=record_list,
        reader=reader,
        query=query,
        filter=filterset,
        rows=where.filter(filterset.qs, reader) if where else filterset.qs,
        columns=chosen_columns(record_list, query.getlist("columns")),
        sort=sort,
        sorting=sorting_column(record_list, sort),
        where=where,
    )


def conditions(record_list: RecordList, reader: Reader, text: str) -> Group | None:
    try:
        return parse(text, record_list.fields_by_name, reader)
    except ImpossibleError as error:
        raise BadRequest(error.message) from error


def sorting_column(record_list: RecordList, sort: str) -> Column:
    column = record_list.column(sort.removeprefix("-"))
    if column is None or not column.sort:
        raise BadRequest(_("This list cannot be sorted like that."))
    return column


def chosen_columns(record_list: RecordList, asked: Sequence[str]) -> tuple[Column, ...]:
    """`columns=owner,city` or `columns=owner&columns=city`, shown in the order as declared.

    None named: those that are shown from the start.
    """
    names = {name for text in asked for name in text.split(",") if name}
    if not names:
        return tuple(column for column in record_list.columns if column.shown)
    if names - {column.name for column in record_list.columns}:
        raise BadRequest(_("This list has no column of this name."))
    first = record_list.columns[0]
    return tuple(item for item in record_list.columns if item is first or item.name in names)
