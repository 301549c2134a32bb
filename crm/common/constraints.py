"""What a table's constraint says to a person when two writers meet: the second one reads why."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pgtrigger
from django.apps import apps
from django.db import IntegrityError

from crm.common.errors import BusinessRuleError


@cache
def _messages() -> dict[str, object]:
    """By the name of a constraint, or of a trigger that guards a table like one."""
    constraints: dict[str, object] = {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
    guards: dict[str, object] = {
        trigger.name: getattr(trigger, "violation_error_message", None)
        for _model, trigger in pgtrigger.registered()
        if trigger.name
    }
    return constraints | guards


def as_broken_rule(error: Exception) -> BusinessRuleError | None:
    """The error as a rule with words for the user, if it is one: ours, or a constraint's."""
    if isinstance(error, BusinessRuleError):
        return error
    if not isinstance(error, IntegrityError):
        return None
    diagnosis = getattr(error.__cause__, "diag", None)
    message = _messages().get(getattr(diagnosis, "constraint_name", None) or "")
    return BusinessRuleError(str(message)) if message else None


@contextmanager
def broken_rules_to(tell: Callable[[str], object]) -> Iterator[None]:
    """A broken rule ends the block and is told in words for the user; any other error goes on."""
    try:
        yield
    except (BusinessRuleError, IntegrityError) as error:
        rule = as_broken_rule(error)
        if rule is None:
            raise
        tell(rule.message)
