"""What a bulk edit does with deals: change those that may, tell why not of the others. Each takes
locked deals that the person may change.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from crm.common.days import business_day
from crm.common.lists.bulk.declared import Hand, Refused
from deals.drafts import DealEdit, Move
from deals.models import Deal, Stage
from deals.rules import refusal_of_deal, refusal_of_move
from deals.services.deleting import delete_deals
from deals.services.editing import update_deals
from deals.services.moving import move_deals


def set_deal_values(deals: Sequence[Deal], values: Mapping[str, Any], hand: Hand) -> Refused:
    """`values` by attribute; a record stands for its key."""
    plain = {_attribute(name): getattr(value, "pk", value) for name, value in values.items()}
    refused = _refusals(deals, plain, hand)
    edits = [DealEdit(one.pk, plain) for one in deals if one.pk not in refused]
    update_deals(edits, by=hand.by, at=hand.at, route=hand.route)
    return refused


def step_deals(deals: Sequence[Deal], values: Mapping[str, Any], hand: Hand) -> Refused:
    today = business_day(hand.at)
    move = Move(values["to"], today, values.get("lost_reason", ""), values.get("lost_note", ""))
    reasons = {one.pk: refusal_of_move(one, move, today) for one in deals}
    refused = {pk: reason for pk, reason in reasons.items() if reason}
    moving = [one for one in deals if one.pk not in refused]
    move_deals(moving, move, by=hand.by, at=hand.at, route=hand.route)
    return refused


def delete_all_deals(deals: Sequence[Deal], values: Mapping[str, Any], hand: Hand) -> Refused:
    delete_deals([one.pk for one in deals], by=hand.by, at=hand.at, route=hand.route)
    return {}


def _attribute(name: str) -> str:
    return f"{name}_id" if Deal._meta.get_field(name).is_relation else name


def _refusals(deals: Sequence[Deal], plain: Mapping[str, Any], hand: Hand) -> Refused:
    """Those that a rule keeps from having the values, asked of copies."""
    today = business_day(hand.at)
    stages = Stage.all_objects.in_bulk({one.stage_id for one in deals})
    refused = {}
    for deal in deals:
        changed = copy(deal)
        changed.stage = stages[deal.stage_id]
        for name, value in plain.items():
            setattr(changed, name, value)
        if reason := refusal_of_deal(changed, today):
            refused[deal.pk] = reason
    return refused
