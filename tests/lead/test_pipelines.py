"""Pipelines and stages in the panel."""

from typing import Any

import pytest
from django.test import Client

from deals.models import Pipeline, Stage
from lead.forms import PipelineForms
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def entered(pipeline: Pipeline | None, **changed: Any) -> dict[str, Any]:
    """What the form sends when nothing is touched, and then `changed`."""
    forms = PipelineForms(None, pipeline)
    data: dict[str, Any] = {}
    for form in (forms.name, *forms.lines):
        for field in form:
            if (value := field.value()) is not None and value is not False:
                data[field.html_name] = value
    return {**data, **changed}


def names(pipeline: Pipeline) -> list[str]:
    return list(pipeline.stages.filter(deleted_at=None).values_list("name", flat=True))


def post(client: Client, pipeline: Pipeline, data: dict[str, Any]) -> int:
    return client.post(f"/lead/pipelines/{pipeline.pk}/", data).status_code


def test_stages_are_renamed_ordered_and_added(cast: Cast, head: Client) -> None:
    data = entered(
        cast.pipeline,
        **{
            f"stage-{cast.offer.pk}-name": "Anbud",
            f"stage-{cast.offer.pk}-position": 1,
            f"stage-{cast.qualify.pk}-position": 2,
            "new-1-name": "Förhandling",
            "new-1-position": 2,
        },
    )
    assert post(head, cast.pipeline, data) == 302
    assert names(cast.pipeline) == [
        "Anbud",
        "Kvalificering",
        "Förhandling",
        "Vunnen",
        "Förlorad",
    ]


def test_nothing_touched_changes_nothing(cast: Cast, head: Client) -> None:
    before = list(Stage.objects.order_by("pk").values())
    assert post(head, cast.pipeline, entered(cast.pipeline)) == 302
    assert list(Stage.objects.order_by("pk").values()) == before


def test_a_stage_with_deals_stays_and_keeps_its_meaning(cast: Cast, head: Client) -> None:
    prefix = f"stage-{cast.qualify.pk}"
    data = entered(cast.pipeline, **{f"{prefix}-remove": "on", f"{prefix}-outcome": "won"})
    post(head, cast.pipeline, data)
    stage = Stage.objects.get(pk=cast.qualify.pk)
    assert stage.outcome == "open"


def test_an_unused_stage_can_go(cast: Cast, head: Client) -> None:
    data = entered(cast.pipeline, **{f"stage-{cast.offer.pk}-remove": "on"})
    assert post(head, cast.pipeline, data) == 302
    assert "Offert" not in names(cast.pipeline)


def test_a_pipeline_needs_an_end_of_either_kind(cast: Cast, head: Client) -> None:
    data = entered(cast.pipeline, **{f"stage-{cast.lost.pk}-remove": "on"})
    assert post(head, cast.pipeline, data) == 409
    assert "Förlorad" in names(cast.pipeline)


def test_two_people_do_not_overwrite_each_other(cast: Cast, head: Client) -> None:
    stale = entered(cast.pipeline, name="Annat")
    post(head, cast.pipeline, entered(cast.pipeline, **{f"stage-{cast.won.pk}-name": "Ja!"}))
    assert post(head, cast.pipeline, stale) == 409
    assert Pipeline.objects.get(pk=cast.pipeline.pk).name == "Försäljning"


def test_a_new_pipeline(cast: Cast, head: Client) -> None:
    data = entered(
        None,
        name="Förnyelse",
        **{
            "new-1-name": "Påmind",
            "new-2-name": "",
            "new-3-name": "Förnyad",
            "new-4-name": "Uppsagd",
        },
    )
    answer = head.post("/lead/pipelines/new/", data)
    assert answer.status_code == 302
    made = Pipeline.objects.get(name="Förnyelse")
    assert names(made) == ["Påmind", "Förnyad", "Uppsagd"]
    assert made.position == 2


def test_a_name_twice_is_told(cast: Cast, head: Client) -> None:
    data = entered(cast.pipeline, **{f"stage-{cast.offer.pk}-name": "Kvalificering"})
    assert post(head, cast.pipeline, data) == 409
    same_pipeline = entered(None, name="Försäljning", **{"new-1-name": "a", "new-3-name": "b"})
    assert head.post("/lead/pipelines/new/", same_pipeline).status_code in {409, 422}
