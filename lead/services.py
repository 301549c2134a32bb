"""The settings that heads keep: pipelines and their stages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from deals.models import Deal, Outcome, Pipeline, Stage, StageChange
from users.models import User

CERTAIN = {Outcome.WON: 100, Outcome.LOST: 0}


@dataclass(frozen=True)
class StageEdit:
    """A stage as entered; `pk` of an existing one. Stages stand in the order of the list."""

    name: str
    outcome: Outcome
    probability: int
    idle_days: int | None
    pk: int | None = None


@transaction.atomic
def save_pipeline(
    pipeline: Pipeline | None, name: str, stages: Sequence[StageEdit], *, by: User, edition: int
) -> Pipeline:
    """Make the pipeline what was entered: stages that are not in the list go.

    `edition` is what `edition_of` said when the page was opened. Raises BusinessRuleError when
    somebody changed it since, for a stage in use that would go or mean something else, and
    without an open, a won and a lost stage.
    """
    if not by.leads:
        raise PermissionDenied
    _refuse_incomplete(stages)
    pipeline = _kept(pipeline, name, edition)
    existing = {stage.pk: stage for stage in Stage.objects.filter(pipeline=pipeline)}
    kept = [stage.pk for stage in stages if stage.pk]
    gone = [stage for pk, stage in existing.items() if pk not in kept]
    _refuse_used(gone, stages, existing)
    _refuse_swapped_names(stages, existing)
    Stage.objects.filter(pk__in=[stage.pk for stage in gone]).update(deleted_at=timezone.now())
    for position, edit in enumerate(stages, start=1):
        _save_stage(pipeline, existing.get(edit.pk or 0), edit, position)
    return pipeline


def edition_of(pipeline: Pipeline) -> int:
    """A number that grows with each change of the pipeline or of one of its stages."""
    stages = Stage.all_objects.filter(pipeline=pipeline).values_list("version", flat=True)
    return pipeline.version + sum(stages)


def used_stages(pipeline: Pipeline) -> set[int]:
    """Stages that deals are in or were in."""
    used = Q(pk__in=Deal.all_objects.values("stage")) | Q(
        pk__in=StageChange.objects.values("after")
    )
    return set(Stage.objects.filter(used, pipeline=pipeline).values_list("pk", flat=True))


def _kept(pipeline: Pipeline | None, name: str, edition: int) -> Pipeline:
    others = Pipeline.objects.exclude(pk=pipeline.pk if pipeline else 0)
    if others.filter(name=name).exists():
        raise BusinessRuleError(_("There is already a pipeline of this name."))
    if pipeline is None:
        return Pipeline.objects.create(name=name, position=others.count() + 1)
    locked = Pipeline.objects.select_for_update(of=("self",)).get(pk=pipeline.pk)
    if edition_of(locked) != edition:
        raise BusinessRuleError(_("Somebody changed this pipeline after you opened it."))
    locked.name = name
    locked.save(update_fields=["name"])
    return locked


def _refuse_incomplete(stages: Sequence[StageEdit]) -> None:
    present = {stage.outcome for stage in stages}
    if present != set(Outcome):
        raise BusinessRuleError(
            _("A pipeline needs an open stage, one that means won and one that means lost.")
        )
    if len({stage.name.casefold() for stage in stages}) < len(stages):
        raise BusinessRuleError(_("Two stages have the same name."))


def _refuse_used(
    gone: Sequence[Stage], stages: Sequence[StageEdit], existing: dict[int, Stage]
) -> None:
    pipeline = next(iter(existing.values())).pipeline if existing else None
    used = used_stages(pipeline) if pipeline else set()
    if names := [stage.name for stage in gone if stage.pk in used]:
        raise BusinessRuleError(
            _("Deals are or were in “%(stage)s”, so it cannot be removed.") % {"stage": names[0]}
        )
    for edit in stages:
        stage = existing.get(edit.pk or 0)
        if stage and stage.pk in used and stage.outcome != edit.outcome:
            raise BusinessRuleError(
                _("Deals are or were in “%(stage)s”, so it keeps its meaning.")
                % {"stage": stage.name}
            )


def _refuse_swapped_names(stages: Sequence[StageEdit], existing: dict[int, Stage]) -> None:
    """The table allows a name once at any moment, also half way."""
    kept = {stage.pk: existing[stage.pk].name for stage in stages if stage.pk in existing}
    for edit in stages:
        others = {name for pk, name in kept.items() if pk != edit.pk}
        if edit.name in others:
            raise BusinessRuleError(
                _("“%(stage)s” is still the name of another stage. Rename that one first.")
                % {"stage": edit.name}
            )


def _save_stage(pipeline: Pipeline, stage: Stage | None, edit: StageEdit, position: int) -> None:
    stage = stage or Stage(pipeline=pipeline)
    stage.name, stage.position, stage.outcome = edit.name, position, edit.outcome
    stage.probability = CERTAIN.get(edit.outcome, edit.probability)
    stage.idle_days = edit.idle_days if edit.outcome == Outcome.OPEN else None
    stage.save()
