"""Pipelines with their stages as the API reads and writes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from deals.models import Outcome, Pipeline, Stage
from deals.services.pipelines import StageDraft


def with_stages(pipelines: QuerySet[Pipeline]) -> QuerySet[Pipeline]:
    """With `live_stages` in their order, and `edition` as `edition_of` counts it."""
    every = Stage.all_objects.filter(pipeline=OuterRef("pk")).order_by().values("pipeline")
    versions = Subquery(every.annotate(versions=Sum("version")).values("versions"))
    ordered = Stage.objects.order_by("position", "pk")
    stages: Any = Prefetch("stages", ordered, to_attr="live_stages")
    return pipelines.annotate(edition=F("version") + versions).prefetch_related(stages)


def drafts(
    sent: Sequence[Mapping[str, Any]] | None, pipeline: Pipeline | None = None
) -> list[StageDraft]:
    """The stages as they shall be; what is not said of one that stays is as it was.

    Raises BusinessRuleError for a stage that is not of this pipeline, or named twice.
    """
    rows = Stage.objects.filter(pipeline=pipeline).order_by("position", "pk") if pipeline else []
    existing = {stage.pk: _values(stage) for stage in rows}
    wanted = list(existing.values()) if sent is None else [dict(one) for one in sent]
    pks = [one["id"] for one in wanted if "id" in one]
    if len(set(pks)) < len(pks) or set(pks) - set(existing):
        raise BusinessRuleError(_("This pipeline has no such stage."))
    whole = [{**existing.get(one.get("id", 0), {}), **one} for one in wanted]
    return [
        StageDraft(
            name=one["name"],
            outcome=Outcome(one.get("outcome", Outcome.OPEN)),
            probability=one.get("probability", 0),
            idle_days=one.get("idle_days"),
            pk=one.get("id"),
        )
        for one in whole
    ]


def _values(stage: Stage) -> dict[str, Any]:
    names = ("name", "outcome", "probability", "idle_days")
    return {"id": stage.pk, **{name: getattr(stage, name) for name in names}}
