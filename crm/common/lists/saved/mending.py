"""A view of an older list: what the list no longer knows is left out, and told."""

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.common.lists.conditions import Reader
from crm.common.lists.declared import PARAMETERS, RecordList, select_rows
from crm.common.lists.where.operands import ImpossibleError, Json
from crm.common.lists.where.parsing import compact, group_of, loaded


def mended(record_list: RecordList, user: object, query: QueryDict) -> tuple[QueryDict, list[str]]:
    """The part of the query that the list still understands, and what was left out, in words."""
    if _is_understood(record_list, user, query):
        return query, []
    kept, lost = QueryDict(mutable=True), list[str]()
    for name, values in query.lists():
        for value in values:
            fitting = _fitting(record_list, user, name, value)
            if fitting:
                kept.appendlist(name, fitting)
            if fitting != value:
                lost.append(_label(record_list, name))
    return kept, list(dict.fromkeys(lost))


def _fitting(record_list: RecordList, user: object, name: str, value: str) -> str:
    """What is left of one parameter; nothing when the list does not know it."""
    if name == "where":
        return _fitting_where(record_list, Reader(user), value)
    if name == "columns":
        names = {column.name for column in record_list.columns}
        return ",".join(item for item in value.split(",") if item in names)
    alone = QueryDict(mutable=True)
    alone[name] = value
    return value if _is_understood(record_list, user, alone) else ""


def _fitting_where(record_list: RecordList, reader: Reader, text: str) -> str:
    try:
        ((mode, items),) = loaded(text).items()
        fitting = [part for item in items if (part := _fitting_item(record_list, reader, item))]
    except (ImpossibleError, AttributeError, ValueError, TypeError):
        return ""
    return compact({mode: fitting}) if fitting and mode in {"all", "any"} else ""


def _fitting_item(record_list: RecordList, reader: Reader, item: Json) -> Json:
    """A group that lost one of its conditions is left out as a whole: it would mean another."""
    try:
        group_of({"all": [item]}, record_list.fields_by_name, reader)
    except ImpossibleError:
        return None
    return item


def _is_understood(record_list: RecordList, user: object, query: QueryDict) -> bool:
    try:
        select_rows(record_list, user, query)
    except BadRequest:
        return False
    return True


def _label(record_list: RecordList, name: str) -> str:
    if name not in PARAMETERS:
        filters = record_list.filter_class.base_filters
        return str(filters[name].label) if name in filters else name
    labels = {"where": _("conditions"), "columns": _("columns"), "sort": _("order")}
    return labels.get(name, name)
