"""Pipelines with their stages: every door (panel, API, import, first start) comes through here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.common.errors import BusinessRuleError
from deals.models import Deal, Outcome, Pipeline, Stage, StageChange
from users.models import User

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('deals.pipelines', 0))"
CERTAIN = {Outcome.WON: 100, Outcome.LOST: 0}


@dataclass(frozen=True)
class StageDraft:
    """A stage as it shall be; `pk` of an existing one. Stages stand in the order of their list.

    Probability and idle days count for open stages only.
    """

    name: str
    outcome: Outcome = Outcome.OPEN
    probability: int = 0
    idle_days: int | None = None
    pk: int | None = None


@transaction.atomic
def create_pipeline(name: str, stages: Sequence[StageDraft]) -> Pipeline:
    """A pipeline behind the existing ones. Raises BusinessRuleError as `save_pipeline`."""
    _refuse_incomplete(stages)
    pipeline = _named(None, name)
    _write(pipeline, stages, {})
    return pipeline


@transaction.atomic
def save_pipeline(
    pipeline: Pipeline | None, name: str, stages: Sequence[StageDraft], *, by: User, edition: int
) -> Pipeline:
    """Make the pipeline what was entered: stages that are not in the list go.

    `edition` is what `edition_of` said when the page was opened. Raises PermissionDenied, and
    BusinessRuleError when somebody changed it since, for a stage in use that would go or mean
    something else, and without an open, a won and a lost stage.
    """
    if not by.leads:
        raise PermissionDenied
    if pipeline is None:
        return create_pipeline(name, stages)
    _refuse_incomplete(stages)
    locked = _locked(pipeline, edition)
    existing = {stage.pk: stage for stage in Stage.objects.filter(pipeline=locked)}
    kept = {stage.pk for stage in stages}
    gone = [stage for pk, stage in existing.items() if pk not in kept]
    _refuse_used(gone, stages, existing, used_stages(locked))
    _refuse_swapped_names(stages, existing)
    _named(locked, name)
    Stage.objects.filter(pk__in=[stage.pk for stage in gone]).update(deleted_at=timezone.now())
    _write(locked, stages, existing)
    return locked


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


def edition_of(pipeline: Pipeline) -> int:
    """A number that grows with each change of the pipeline or of one of its stages."""
    stages = Stage.all_objects.filter(pipeline=pipeline).values_list("version", flat=True)
    return pipeline.version + sum(stages)


def used_stages(pipeline: Pipeline) -> set[int]:
    """Stages that deals are in or were in."""
    is_in = Exists(Deal.all_objects.filter(stage=OuterRef("pk")))
    was_in = Exists(StageChange.objects.filter(after=OuterRef("pk")))
    used = Stage.objects.filter(Q(is_in) | Q(was_in), pipeline=pipeline)
    return set(used.values_list("pk", flat=True))


def _locked(pipeline: Pipeline, edition: int) -> Pipeline:
    locked = Pipeline.objects.select_for_update(of=("self",)).get(pk=pipeline.pk)
    if edition_of(locked) != edition:
        raise BusinessRuleError(_("Somebody changed this pipeline after you opened it."))
    return locked


def _named(pipeline: Pipeline | None, name: str) -> Pipeline:
    """The pipeline under this name; a new one when there is none yet."""
    others = Pipeline.objects.exclude(pk=pipeline.pk if pipeline else 0)
    if others.filter(name=name).exists():
        raise BusinessRuleError(_("There is already a pipeline of this name."))
    if pipeline is None:
        return Pipeline.objects.create(name=name, position=others.count() + 1)
    pipeline.name = name
    pipeline.save(update_fields=["name"])
    return pipeline


def _write(
    pipeline: Pipeline, stages: Sequence[StageDraft], existing: Mapping[int, Stage]
) -> None:
    for position, draft in enumerate(stages, start=1):
        stage = existing.get(draft.pk or 0) or Stage(pipeline=pipeline)
        stage.name, stage.position, stage.outcome = draft.name, position, draft.outcome
        stage.probability = CERTAIN.get(draft.outcome, draft.probability)
        stage.idle_days = draft.idle_days if draft.outcome == Outcome.OPEN else None
        stage.save()


def _refuse_incomplete(stages: Sequence[StageDraft]) -> None:
    present = {stage.outcome for stage in stages}
    if present != set(Outcome):
        raise BusinessRuleError(
            _("A pipeline needs an open stage, one that means won and one that means lost.")
        )
    if len({stage.name.casefold() for stage in stages}) < len(stages):
        raise BusinessRuleError(_("Two stages have the same name."))


def _refuse_used(
    gone: Sequence[Stage],
    stages: Sequence[StageDraft],
    existing: Mapping[int, Stage],
    used: Collection[int],
) -> None:
    if names := [stage.name for stage in gone if stage.pk in used]:
        raise BusinessRuleError(
            _("Deals are or were in “%(stage)s”, so it cannot be removed.") % {"stage": names[0]}
        )
    for draft in stages:
        stage = existing.get(draft.pk or 0)
        if stage and stage.pk in used and stage.outcome != draft.outcome:
            raise BusinessRuleError(
                _("Deals are or were in “%(stage)s”, so it keeps its meaning.")
                % {"stage": stage.name}
            )


def _refuse_swapped_names(stages: Sequence[StageDraft], existing: Mapping[int, Stage]) -> None:
    """The table allows a name once at any moment, also half way."""
    drafts = {draft.pk for draft in stages}
    kept = {pk: stage.name for pk, stage in existing.items() if pk in drafts}
    for draft in stages:
        others = {name for pk, name in kept.items() if pk != draft.pk}
        if draft.name in others:
            raise BusinessRuleError(
                _("“%(stage)s” is still the name of another stage. Rename that one first.")
                % {"stage": draft.name}
            )
