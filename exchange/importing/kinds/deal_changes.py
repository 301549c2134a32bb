"""What a row changes in a deal that is here: fields, the line, or a step to another stage."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from deals.drafts import EDITABLE
from deals.models import Deal, DealLine, Outcome, Stage
from deals.rules import refusal_of_deal, refusal_of_move
from deals.services import DealEdit, Move
from exchange.importing.kind import Change
from exchange.importing.staging import StagedRow

LINE = ("product_id", "quantity", "unit_price")
CLOSING = frozenset({"closed_on", "lost_reason", "lost_note"})


def changes_of(
    row: StagedRow, given: Mapping[str, Any], record: Deal, links: Mapping[str, Any]
) -> dict[str, Any]:
    """The attributes that the file gives another value. A step to another stage brings its own
    closing day and reason.
    """
    linked = {
        name: links[name]
        for name in ("account_id", "owner_id", "product_id")
        if name in links and name.removesuffix("_id") in row.given
    }
    stage: Stage = links["stage"]
    wanted = {name: value for name, value in {**given, **linked}.items() if name not in LINE}
    if stage.pk != record.stage_id:
        wanted = {name: value for name, value in wanted.items() if name not in CLOSING}
        wanted["stage_id"] = stage.pk
    changed = {name: value for name, value in wanted.items() if getattr(record, name) != value}
    return changed | _line_changes({**given, **linked}, record)


def _line_changes(wanted: Mapping[str, Any], record: Deal) -> dict[str, Any]:
    """The product of a file is the deal's first line."""
    line = next(iter(record.lines.all()), None)
    if line is None and "product_id" not in wanted:
        return {}
    return {
        name: wanted[name]
        for name in LINE
        if name in wanted and (line is None or getattr(line, name) != wanted[name])
    }


def move_of(
    row: StagedRow, values: Mapping[str, Any], links: Mapping[str, Any], today: date
) -> Move:
    """The step to the row's stage: on the closing day, the engagement date where it stands for
    that, or today.
    """
    stage: Stage = links["stage"]
    engaged = links.get("engaged_stage")
    on = today
    if stage.outcome != Outcome.OPEN:
        on = _day(row, "closed_on") or today
    elif engaged is not None and engaged.pk == stage.pk:
        on = _day(row, "engaged_on") or today
    lost = stage.outcome == Outcome.LOST
    return Move(
        to=stage,
        on=on,
        lost_reason=row.text("lost_reason") if lost else "",
        lost_note=row.text("lost_note") if lost else "",
        value=values.get("value"),
    )


def _day(row: StagedRow, name: str) -> date | None:
    value = row.value(name)
    return value if isinstance(value, date) else None


def edit_of(change: Change[Deal]) -> DealEdit | None:
    """The changed fields and lines; a new value goes with the step, if there is one."""
    moves = "stage_id" in change.values
    values = {
        name: value
        for name, value in change.values.items()
        if name in EDITABLE and not (moves and name == "value")
    }
    lines = _lines(change) if any(name in change.values for name in LINE) else None
    return DealEdit(change.record.pk, values, lines) if values or lines is not None else None


def _lines(change: Change[Deal]) -> list[DealLine]:
    existing = list(change.record.lines.all())
    first = existing[0] if existing else DealLine()
    for name in LINE:
        if name in change.values:
            setattr(first, name, change.values[name])
    return [first, *existing[1:]]


def refusal(
    row: StagedRow,
    record: Deal,
    values: Mapping[str, Any],
    links: Mapping[str, Any],
    today: date,
) -> str:
    """Why the rules of deals forbid this change, or nothing."""
    after = copy(record)
    for name, value in values.items():
        if name in EDITABLE:
            setattr(after, name, value)
    reason = refusal_of_deal(after, today)
    if reason or "stage_id" not in values:
        return reason
    return refusal_of_move(after, move_of(row, values, links, today), today)
