"""Changes of a deal's fields and lines; steps between stages are in moving.py."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from crm.common.bulk import write_changes
from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from crm.common.versions import lock_version
from deals.drafts import EDITABLE, DealEdit
from deals.events import DealsChanged
from deals.models import Deal, Outcome, Stage, StageChange
from deals.rules import refusal_of_deal
from deals.services.checks import check_accounts, check_owners, locked_deals
from deals.services.ledgers import Pen
from deals.services.lines import lines_to_write, replace_lines
from users.models import User

VALUED = frozenset({"value", "currency", "probability"})
Changed = tuple[Deal, dict[str, Any]]


@transaction.atomic
def update_deal(edit: DealEdit, version: int, *, by: User, at: datetime, route: str) -> Deal:
    """Save what changed; lines that the person left alone stay as they are now.

    Raises StaleVersionError when somebody else saved since `version`, BusinessRuleError when both
    changed the lines.
    """
    lock_version(Deal.objects.editable_by(by), edit.pk, version)
    settled = replace(edit, lines=lines_to_write(edit))
    update_deals([settled], by=by, at=at, route=route)
    return Deal.objects.get(pk=edit.pk)


@transaction.atomic
def update_deals(
    edits: Sequence[DealEdit], *, by: User | None, at: datetime, route: str
) -> list[int]:
    """Save what changed, and answer the ids of the deals that did.

    A new value enters the ledger as known today, that of a closed deal on its closing day.
    The closing date and the reason of a closed deal can be corrected; its step is dated anew.
    Raises BusinessRuleError, and writes none, when a rule forbids one; PermissionDenied when `by`
    may not change one of them.
    """
    found = locked_deals([edit.pk for edit in edits], by)
    stages = Stage.all_objects.in_bulk({deal.stage_id for deal in found.values()})
    for deal in found.values():
        deal.stage = stages[deal.stage_id]
    changed = [(found[edit.pk], _differing(found[edit.pk], edit.values)) for edit in edits]
    _check_links(changed, by)
    _check_rules(changed, business_day(at))
    write_changes(Deal, changed)
    _write_ledgers(changed, Pen(by, at, route))
    lines = {edit.pk: edit.lines for edit in edits if edit.lines is not None}
    touched = {deal.pk for deal, values in changed if values}
    _bump(replace_lines(lines) - touched, touched)
    if touched:
        publish(DealsChanged(sorted(touched), by.pk if by else None, at, route))
    return sorted(touched)


def _differing(deal: Deal, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - EDITABLE:
        raise ValueError(f"These are not for editing: {sorted(unknown)}.")
    return {name: value for name, value in values.items() if getattr(deal, name) != value}


def _check_links(changed: Sequence[Changed], by: User | None) -> None:
    owners = {values["owner_id"] for _deal, values in changed if "owner_id" in values}
    if owners:
        check_owners(owners, by)
    check_accounts({values.get("account_id") for _deal, values in changed}, by)


def _check_rules(changed: Sequence[Changed], today: date) -> None:
    for deal, values in changed:
        for name, value in values.items():
            setattr(deal, name, value)
        if values and (reason := refusal_of_deal(deal, today)):
            raise BusinessRuleError(reason)


def _write_ledgers(changed: Sequence[Changed], pen: Pen) -> None:
    today = business_day(pen.at)
    pen.write_values(
        [(deal, deal.closed_on or today) for deal, values in changed if VALUED & set(values)]
    )
    _date_closings_anew([deal for deal, values in changed if values.get("closed_on")])


def _date_closings_anew(deals: Sequence[Deal]) -> None:
    """The last step of these closed deals happened on the corrected day."""
    if not deals:
        return
    last = StageChange.objects.filter(deal=OuterRef("deal")).order_by("-pk")
    rows = StageChange.objects.filter(deal__in=deals, pk=Subquery(last.values("pk")[:1]))
    closing = Subquery(Deal.objects.filter(pk=OuterRef("deal")).values("closed_on")[:1])
    rows.update(happened_on=closing)
    Deal.objects.filter(pk__in=[deal.pk for deal in deals]).exclude(outcome=Outcome.OPEN).update(
        stage_since=F("closed_on")
    )


def _bump(pks: set[int], touched: set[int]) -> None:
    """Lines count as a change of the deal: whoever has it open must see them first."""
    Deal.objects.filter(pk__in=pks).update(version=F("version") + 1)
    touched |= pks
