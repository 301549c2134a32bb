"""Deals with their stages, days and ledgers, by the rules of the room."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm.common.history import event_models
from deals.models import Deal, DealLine, Outcome, Pipeline, StageChange, ValueChange
from messaging.models import OutboxMail
from tests.cast import Cast
from tests.exchange.helpers import Importer, told

HEADER = "id,agent,product,account,stage,engaged,closed,value\n"
OPEN = "1,Anna Ahl,Serviceavtal,Åkerö Hälsovård AB,Offert,2026-03-01,,\n"
WON = "2,Anna Ahl,Serviceavtal,,Vunnen,2026-03-01,2026-04-02,1200\n"
LOST = "3,Arvid Ask,Serviceavtal,,Förlorad,2026-03-01,2026-04-03,0\n"
NEW = "4,Arvid Ask,Serviceavtal,,Kvalificering,,,\n"
MAPPING: dict[str, Any] = {
    "columns": {
        "external_id": "id",
        "owner": "agent",
        "product": "product",
        "account": "account",
        "stage": "stage",
        "engaged_on": "engaged",
        "closed_on": "closed",
        "value": "value",
    },
    "defaults": {
        "pipeline": "Försäljning",
        "engaged_stage": "Kvalificering",
        "currency": "SEK",
        "lost_reason": "not_recorded",
    },
    "templates": {"name": ["{product}, {account}", "{product} {external_id}"]},
}


def steps(external_id: str) -> list[tuple[str, date | None, str]]:
    rows = StageChange.objects.filter(deal__external_id=external_id).order_by("pk")
    return [(row.after.name, row.happened_on, row.route) for row in rows]


def values(external_id: str) -> list[tuple[Decimal | None, date]]:
    rows = ValueChange.objects.filter(deal__external_id=external_id).order_by("pk")
    return [(row.value, row.known_on) for row in rows]


def test_deals_come_with_their_steps_and_values(importer: Importer) -> None:
    report = importer("deals", HEADER + OPEN + WON + LOST + NEW, **MAPPING)
    assert report.counts.created == 4
    assert report.notices == {"deals_without_account": 3, "deals_without_engagement": 1}
    assert steps("1") == [
        ("Kvalificering", date(2026, 3, 1), "import"),
        ("Offert", None, "import"),
    ]
    assert steps("2") == [
        ("Kvalificering", date(2026, 3, 1), "import"),
        ("Vunnen", date(2026, 4, 2), "import"),
    ]
    assert steps("4") == [("Kvalificering", None, "import")]
    assert values("1") == []
    assert values("2") == [(Decimal(1200), date(2026, 4, 2))]
    assert values("3") == [(Decimal(0), date(2026, 4, 3))]


def test_the_outcome_follows_the_stage(importer: Importer) -> None:
    importer("deals", HEADER + OPEN + WON + LOST, **MAPPING)
    found = Deal.objects.filter(external_id__in="123").order_by("external_id")
    assert [(deal.outcome, deal.lost_reason) for deal in found] == [
        ("open", ""),
        ("won", ""),
        ("lost", "not_recorded"),
    ]
    assert [deal.name for deal in found] == [
        "Serviceavtal, Åkerö Hälsovård AB",
        "Serviceavtal 2",
        "Serviceavtal 3",
    ]


def test_every_row_of_history_knows_the_import(importer: Importer, cast: Cast) -> None:
    rows = "".join(WON.replace("2,", f"{number},", 1) for number in range(10, 400))
    assert importer("deals", HEADER + rows, **MAPPING).counts.created == 390
    for model in (Deal, StageChange, ValueChange, DealLine):
        events = event_models()[model]._default_manager.filter(
            pgh_context__metadata__route="import"
        )
        assert events.count() >= 390


def test_no_mail_leaves(importer: Importer) -> None:
    importer("deals", HEADER + WON, **MAPPING)
    assert not OutboxMail.objects.exists()


def test_a_deal_that_was_won_meanwhile_takes_the_step_on_its_closing_day(
    importer: Importer,
) -> None:
    importer("deals", HEADER + NEW, **MAPPING)
    won = "4,Arvid Ask,Serviceavtal,,Vunnen,2026-05-01,2026-06-07,500\n"
    report = importer("deals", HEADER + won, **MAPPING)
    assert report.counts.changed_fields == {"stage_id": 1, "engaged_on": 1, "value": 1}
    assert steps("4")[-1] == ("Vunnen", date(2026, 6, 7), "import")
    assert values("4") == [(Decimal(500), date(2026, 6, 7))]
    deal = Deal.objects.get(external_id="4")
    assert (deal.outcome, deal.closed_on, deal.value) == ("won", date(2026, 6, 7), 500)


def test_a_reopened_deal_loses_its_closing_day(importer: Importer) -> None:
    importer("deals", HEADER + LOST, **MAPPING)
    importer(
        "deals", HEADER + LOST.replace("Förlorad", "Offert").replace("2026-04-03", ""), **MAPPING
    )
    deal = Deal.objects.get(external_id="3")
    assert (deal.outcome, deal.closed_on, deal.lost_reason) == ("open", None, "")
    assert steps("3")[-1] == ("Offert", date(2026, 11, 20), "import")


def test_a_corrected_closing_day_and_a_reason_given_by_hand_stay_in_step(
    importer: Importer,
) -> None:
    importer("deals", HEADER + LOST, **MAPPING)
    Deal.objects.filter(external_id="3").update(lost_reason="price")
    report = importer("deals", HEADER + LOST.replace("04-03", "04-13"), **MAPPING)
    assert report.counts.changed_fields == {"closed_on": 1}
    assert steps("3")[-1] == ("Förlorad", date(2026, 4, 13), "import")
    assert Deal.objects.get(external_id="3").lost_reason == "price"


def test_another_product_replaces_the_line(importer: Importer) -> None:
    importer(
        "products", "name\nUtbildning\n", columns={"name": "name"}, defaults={"currency": "SEK"}
    )
    importer("deals", HEADER + OPEN, **MAPPING)
    report = importer("deals", HEADER + OPEN.replace("Serviceavtal", "Utbildning"), **MAPPING)
    assert report.counts.changed_fields == {"product_id": 1}
    lines = Deal.objects.get(external_id="1").lines.all()
    assert [str(line.product) for line in lines] == ["Utbildning"]


def test_an_account_given_by_hand_stays_when_the_file_names_none(
    importer: Importer, cast: Cast
) -> None:
    importer("deals", HEADER + WON, **MAPPING)
    Deal.objects.filter(external_id="2").update(account=cast.akero)
    assert importer("deals", HEADER + WON, **MAPPING).counts.unchanged == 1


@pytest.mark.parametrize(
    ("row", "column", "code", "message"),
    [
        (WON.replace("2026-04-02", ""), "closed", "missing", "needs its closing date"),
        (WON.replace("2026-04-02", "2026-02-30"), "closed", "date", "is not a date"),
        (WON.replace("2026-04-02", "2026-02-01"), "stage", "rule", "cannot close before"),
        (WON.replace("2026-04-02", "2026-12-24"), "stage", "rule", "in the future"),
        (OPEN.replace(",,\n", ",2026-04-01,\n"), "stage", "rule", "is open"),
        (OPEN.replace("Offert", "Offrt"), "stage", "unknown", "“Offrt” is not known"),
        (OPEN.replace("Anna Ahl", "Ana Ahl"), "agent", "unknown", "“Ana Ahl” is not known"),
        (OPEN.replace("Service", "Servic"), "product", "unknown", "is not known"),
        (WON.replace("1200", "1" * 30), "value", "number", "too large"),
        (WON.replace("1200", "-5"), "value", "number", "negative"),
        (OPEN.replace("1,", ",", 1), "id", "missing", "would not know the deal again"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_its_column(
    importer: Importer, row: str, column: str, code: str, message: str
) -> None:
    report = importer("deals", HEADER + NEW + row, **MAPPING)
    assert told(report) == [(column, code, 1)]
    assert message in report.problems[0].message
    assert report.problems[0].rows == [3]
    assert (report.counts.created, report.counts.refused) == (1, 1)
    assert not Deal.objects.filter(external_id="4").exists()


def test_unknown_stages_name_the_nearest(importer: Importer) -> None:
    report = importer("deals", HEADER + OPEN.replace("Offert", "Oferrt"), **MAPPING)
    assert report.problems[0].nearest == "Offert"


def test_unknown_names_are_counted_even_in_rows_with_other_faults(importer: Importer) -> None:
    bad = OPEN.replace("Service", "Servic").replace("2026-03-01", "31/02")
    report = importer("deals", HEADER + bad + NEW.replace("Service", "Servic"), **MAPPING)
    assert told(report) == [("product", "unknown", 2), ("engaged", "date", 1)]
    assert report.problems[0].rows == [2, 3]


PIPELINE: dict[str, Any] = {
    "name": "Ny",
    "stages": [
        {"name": "Kvalificering", "probability": 10, "idle_days": 14},
        {"name": "Offert", "probability": 50},
        {"name": "Vunnen", "kind": "won"},
        {"name": "Förlorad", "kind": "lost"},
    ],
}


def declared(pipeline: dict[str, Any]) -> dict[str, Any]:
    defaults = {name: text for name, text in MAPPING["defaults"].items() if name != "pipeline"}
    return {**MAPPING, "defaults": defaults, "declare": {"pipeline": pipeline}}


def test_a_declared_pipeline_is_created_once(importer: Importer) -> None:
    report = importer("deals", HEADER + WON, **declared(PIPELINE))
    assert [one.name for one in report.declared] == [
        "Ny",
        *[s["name"] for s in PIPELINE["stages"]],
    ]
    stages = Pipeline.objects.get(name="Ny").stages.order_by("position")
    assert [(stage.name, stage.outcome, stage.probability) for stage in stages] == [
        ("Kvalificering", Outcome.OPEN, 10),
        ("Offert", Outcome.OPEN, 50),
        ("Vunnen", Outcome.WON, 100),
        ("Förlorad", Outcome.LOST, 0),
    ]
    stages.filter(name="Offert").update(probability=60)
    assert importer("deals", HEADER + WON, **declared(PIPELINE)).declared == ()


def test_a_pipeline_with_other_stages_is_refused(importer: Importer) -> None:
    importer("deals", HEADER + WON, **declared(PIPELINE))
    other = {**PIPELINE, "stages": [{"name": "Offert", "kind": "won"}]}
    report = importer("deals", HEADER + WON, **declared(other))
    assert "no stage “Offert” that means won" in report.problems[0].message
