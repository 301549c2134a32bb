"""The rules of pipelines, whichever door they come through."""

import pytest
from django.core.exceptions import PermissionDenied

from crm.common.errors import BusinessRuleError
from deals.models import Outcome, Pipeline, Stage
from deals.services import (
    StageDraft,
    create_pipeline,
    edition_of,
    save_pipeline,
    used_stages,
)
from tests.cast import Cast

ENDS = [StageDraft("Ja", Outcome.WON, 7, 3), StageDraft("Nej", Outcome.LOST, 7, 3)]


def as_it_is(pipeline: Pipeline) -> list[StageDraft]:
    stages = Stage.objects.filter(pipeline=pipeline).order_by("position")
    return [
        StageDraft(
            stage.name, Outcome(stage.outcome), stage.probability, stage.idle_days, stage.pk
        )
        for stage in stages
    ]


def test_an_end_is_certain_and_never_idle(cast: Cast) -> None:
    made = create_pipeline("Partner", [StageDraft("Först", probability=20, idle_days=5), *ENDS])
    rows = made.stages.order_by("position").values_list("name", "probability", "idle_days")
    assert list(rows) == [("Först", 20, 5), ("Ja", 100, None), ("Nej", 0, None)]
    assert made.position == cast.pipeline.position + 1


def test_a_new_pipeline_keeps_to_the_rules_of_an_old_one(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="needs an open stage"):
        create_pipeline("Partner", ENDS)
    with pytest.raises(BusinessRuleError, match="same name"):
        create_pipeline("Partner", [StageDraft("JA"), *ENDS])
    with pytest.raises(BusinessRuleError, match="already a pipeline"):
        create_pipeline(cast.pipeline.name, [StageDraft("Först"), *ENDS])


def test_a_manager_keeps_no_pipelines(cast: Cast) -> None:
    stages, edition = as_it_is(cast.pipeline), edition_of(cast.pipeline)
    for pipeline in (None, cast.pipeline):
        with pytest.raises(PermissionDenied):
            save_pipeline(pipeline, "Mitt", stages, by=cast.anna, edition=edition)


def test_a_stage_with_deals_neither_goes_nor_means_something_else(cast: Cast) -> None:
    stages, edition = as_it_is(cast.pipeline), edition_of(cast.pipeline)
    assert used_stages(cast.pipeline) == {cast.qualify.pk}
    without = [stage for stage in stages if stage.pk != cast.qualify.pk]
    turned = [StageDraft(cast.qualify.name, Outcome.WON, pk=cast.qualify.pk), *without]
    for wanted, why in ((without, "cannot be removed"), (turned, "keeps its meaning")):
        with pytest.raises(BusinessRuleError, match=why):
            save_pipeline(cast.pipeline, "Ny", wanted, by=cast.hedda, edition=edition)
    assert Pipeline.objects.get().name == cast.pipeline.name


def test_two_heads_do_not_overwrite_each_other(cast: Cast) -> None:
    stages, edition = as_it_is(cast.pipeline), edition_of(cast.pipeline)
    save_pipeline(cast.pipeline, "Första", stages, by=cast.hedda, edition=edition)
    with pytest.raises(BusinessRuleError, match="after you opened it"):
        save_pipeline(cast.pipeline, "Andra", stages, by=cast.hedda, edition=edition)
