"""What a bulk edit does with accounts and contacts: change those that may, tell why not of the
others. Each takes locked records that the person may change.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.blockers import blocked
from accounts.models import Account, Contact, Lifecycle
from accounts.services.accounts import delete_accounts
from accounts.services.changing import change_accounts
from accounts.services.contact_sets import change_contacts
from accounts.services.contacts import delete_contacts, undeletable_contacts
from accounts.services.lifecycle import Step, refused_steps, set_lifecycle
from crm.common.days import business_day
from crm.common.lists.bulk.declared import Hand, Refused


def set_account_links(
    accounts: Sequence[Account], values: Mapping[str, Any], hand: Hand
) -> Refused:
    """Owner, team or sector; those that have it already stay as they are."""
    keys = {f"{name}_id": record.pk if record else None for name, record in values.items()}
    changes = [(one, keys) for one in accounts if _differs(one, keys)]
    if changes:
        change_accounts(changes, by=hand.by, at=hand.at, route=hand.route)
    return {}


def step_accounts(accounts: Sequence[Account], values: Mapping[str, Any], hand: Hand) -> Refused:
    step = Step(Lifecycle(values["to"]), business_day(hand.at), values["reason"])
    moving = [one for one in accounts if one.lifecycle != step.to]
    refused = refused_steps(moving, step, hand.at)
    pks = [one.pk for one in moving if one.pk not in refused]
    set_lifecycle(pks, step, by=hand.by, at=hand.at, route=hand.route)
    return refused


def delete_free_accounts(
    accounts: Sequence[Account], values: Mapping[str, Any], hand: Hand
) -> Refused:
    pks = [one.pk for one in accounts]
    refused = blocked(pks)
    free = [pk for pk in pks if pk not in refused]
    delete_accounts(free, by=hand.by, at=hand.at, route=hand.route)
    return refused


def set_contact_values(
    contacts: Sequence[Contact], values: Mapping[str, Any], hand: Hand
) -> Refused:
    change_contacts([(one, values, None) for one in contacts if _differs(one, values)])
    return {}


def delete_own_contacts(
    contacts: Sequence[Contact], values: Mapping[str, Any], hand: Hand
) -> Refused:
    refused = undeletable_contacts(contacts, hand.by)
    own = [one.pk for one in contacts if one.pk not in refused]
    delete_contacts(own, by=hand.by, at=hand.at, route=hand.route)
    return refused


def _differs(record: Any, values: Mapping[str, Any]) -> bool:
    return any(getattr(record, name) != value for name, value in values.items())
