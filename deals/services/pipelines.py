"""Pipelines with their stages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.common.errors import BusinessRuleError
from deals.models import Outcome, Pipeline, Stage
from users.models import User

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('deals.pipelines', 0))"


@dataclass(frozen=True)
class StageDraft:
    name: str
    outcome: Outcome = Outcome.OPEN
    probability: int = 0
    idle_days: int | None = None


@transaction.atomic
def create_pipeline(name: str, stages: Sequence[StageDraft]) -> Pipeline:
    """A pipeline behind the existing ones, with its stages in this order."""
    pipeline = Pipeline.objects.create(name=name, position=Pipeline.objects.count() + 1)
    Stage.objects.bulk_create(
        Stage(
            pipeline=pipeline,
            name=stage.name,
            position=position,
            outcome=stage.outcome,
            probability=100 if stage.outcome == Outcome.WON else stage.probability,
            idle_days=stage.idle_days,
        )
        for position, stage in enumerate(stages, start=1)
    )
    return pipeline


@transaction.atomic
def create_standard_pipeline(*, by: User) -> Pipeline:
    """The usual six stages, named in the language in force; the first pipeline, made by a head.

    Raises PermissionDenied, and BusinessRuleError when there is a pipeline already.
    """
    if not by.leads:
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    if Pipeline.objects.exists():
        raise BusinessRuleError(_("There is a pipeline already."))
    return create_pipeline(_("Sales"), standard_stages())


def standard_stages() -> list[StageDraft]:
    return [
        StageDraft(pgettext("stage", "Qualified"), probability=10, idle_days=14),
        StageDraft(pgettext("stage", "Needs understood"), probability=30, idle_days=21),
        StageDraft(pgettext("stage", "Offer made"), probability=50, idle_days=21),
        StageDraft(pgettext("stage", "Negotiation"), probability=75, idle_days=14),
        StageDraft(pgettext("stage", "Won"), Outcome.WON),
        StageDraft(pgettext("stage", "Lost"), Outcome.LOST),
    ]
