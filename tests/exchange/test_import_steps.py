"""The steps of an import: what one says there is the mapping, and nothing else is lost of it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.forms import Form
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.common.files import save_stream
from exchange import services
from exchange.forms import ColumnsForm, DeclareForms, DetailsForm, ProblemsForm, RulesForm
from exchange.mapping.document import faults_of
from exchange.mapping.parse import parse_mapping
from exchange.mapping.schema import ImportMapping
from exchange.models import ImportJob, Phase
from exchange.queries import known_names
from tests.cast import Cast
from tests.exchange.import_jobs import AT, checked, uploaded, worked
from users.models import User

EXAMPLES = Path(__file__).parents[2] / "docs/examples/maventech"
FILES = {
    "users": "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n",
    "products": "product,series,sales_price\nGTX Basic,GTX,550\n",
    "accounts": "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
    "Acme Corporation,technolgy,1996,1100.04,2822,United States,\n",
    "deals": "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,"
    "close_value\n1C1I7A6R,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054\n",
}


@pytest.fixture
def ada(cast: Cast, client_of: Callable[..., Client]) -> Client:
    return client_of(cast.ada)


def shown(forms: Iterable[Form]) -> dict[str, Any]:
    """What a browser would send of these forms as they are shown."""
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                sent[field.html_name] = "on" if value is True else value
    return sent


def go_through(client: Client, job: ImportJob, by: User) -> ImportJob:
    """All steps, as they are shown."""
    steps: dict[str, Callable[[], Iterable[Form]]] = {
        "columns": lambda: [ColumnsForm(None, job)],
        "details": lambda: [DetailsForm(None, job)],
        "values": lambda: [
            *DeclareForms(None, job, known_names(by, job.kind)).forms,
            *RulesForm(None, job).lines,
        ],
    }
    for step, forms in steps.items():
        answer = client.post(reverse(f"exchange:import_{step}", args=[job.pk]), shown(forms()))
        assert answer.status_code == 302, step
        job.refresh_from_db()
    return job


def meaning(document: dict[str, Any], kind: str) -> ImportMapping:
    """The order of names to be created says nothing."""
    mapping = parse_mapping(document, kind)
    declared = mapping.declare
    names = {"sectors": declared.sectors, "categories": declared.categories}
    in_order: Any = {key: tuple(sorted(value)) for key, value in names.items()}
    return replace(mapping, declare=replace(declared, **in_order))


@pytest.mark.parametrize("kind", FILES)
def test_nothing_of_a_mapping_is_lost_on_the_way_through_the_steps(
    cast: Cast, ada: Client, kind: str
) -> None:
    document = json.loads((EXAMPLES / f"{kind}.json").read_text())
    job = uploaded(cast.ada, FILES[kind], kind)
    services.take_mapping(job.pk, document, by=cast.ada, at=AT)
    job = go_through(ada, ImportJob.objects.get(pk=job.pk), cast.ada)
    assert meaning(job.mapping, kind) == meaning(document, kind)


def test_the_steps_go_on_to_each_other(cast: Cast, ada: Client) -> None:
    job = uploaded(cast.ada)
    url = reverse("exchange:import_file", args=[job.pk])
    names = ["file", "columns", "details", "values"]
    for name, following in zip(names, [*names[1:], "detail"], strict=True):
        assert url == reverse(f"exchange:import_{name}", args=[job.pk])
        assert ada.get(url).status_code == 200
        data = {"name-0": "account"} if name == "columns" else {}
        if name == "values":
            data = shown(RulesForm(None, job).lines)
        url = ada.post(url, data).headers["Location"]
        assert url == reverse(f"exchange:import_{following}", args=[job.pk])


def test_an_encoding_is_chosen_where_the_wrong_one_was_recognised(cast: Cast, ada: Client) -> None:
    text = "name,city\nÅkeri AB,Malmö\n"
    stored = save_stream([text.encode("iso-8859-15")], limit=999)
    job = services.create_import(stored, "a.csv", "accounts", by=cast.ada, at=AT)
    assert job.profile["encoding"] == "cp1252"
    assert "not UTF-8" in job.profile["notes"][0]
    url = reverse("exchange:import_file", args=[job.pk])
    assert ada.post(url, {"encoding": "iso-8859-15"}).headers["Location"] == url
    job.refresh_from_db()
    assert job.profile["encoding"] == "iso-8859-15"
    assert job.mapping["file"] == {"encoding": "iso-8859-15"}
    assert ada.post(url, {"encoding": "klingon"}).status_code == 422


def test_what_is_missing_is_said_before_the_dry_run(cast: Cast, ada: Client) -> None:
    job = uploaded(cast.ada, "deal,value\nA,1\n", "deals")
    assert faults_of(job.mapping, "deals")
    body = ada.get(job.get_absolute_url()).content.decode()
    assert "Before the dry run" in body
    assert "Start the dry run" not in body
    assert ada.post(reverse("exchange:import_check", args=[job.pk])).status_code == 409


def input_beside(job: ImportJob, text: str) -> str:
    """The name of the input for what to read instead of this text."""
    return next(row.name for row in ProblemsForm(None, job).rows() if row.problem["text"] == text)


def test_the_nearest_value_is_taken_for_all_rows_by_one_button(cast: Cast, ada: Client) -> None:
    rows = "".join(f"Firma {number},Vard\n" for number in range(30))
    job = checked(cast.ada, f"account,sector\n{rows}")
    body = ada.get(job.get_absolute_url()).content.decode()
    assert "Use Vård for all 30 rows" in body
    url = reverse("exchange:import_replace", args=[job.pk])
    assert ada.post(url, {"use": input_beside(job, "Vard")}).status_code == 302
    assert worked(job).phase == Phase.CHECKED


def test_a_value_is_typed_beside_its_problem(cast: Cast, ada: Client) -> None:
    job = checked(cast.ada, "account,country\nA,Norrge\nB,Sverge\n")
    url = reverse("exchange:import_replace", args=[job.pk])
    assert ada.post(url, {}).status_code == 422
    typed = {input_beside(job, "Norrge"): "Norge", input_beside(job, "Sverge"): "Sverige"}
    assert ada.post(url, typed).status_code == 302
    job = worked(job)
    assert job.phase == Phase.CHECKED
    assert job.mapping["replace"] == {"country": {"Norrge": "Norge", "Sverge": "Sverige"}}


def test_a_second_replacement_leads_on_from_the_first(cast: Cast, ada: Client) -> None:
    job = checked(
        cast.ada, "account,country\nA,Norrge\n", replace={"country": {"Norrge": "Norgee"}}
    )
    url = reverse("exchange:import_replace", args=[job.pk])
    ada.post(url, {input_beside(job, "Norgee"): "Norge"})
    assert worked(job).phase == Phase.CHECKED


def test_a_page_older_than_the_dry_run_replaces_nothing_else(cast: Cast, ada: Client) -> None:
    job = checked(cast.ada, "account,country\nA,Norrge\nB,Sverge\n")
    norway = input_beside(job, "Norrge")
    url = reverse("exchange:import_replace", args=[job.pk])
    ada.post(url, {norway: "Norge"})
    worked(job)
    assert ada.post(url, {norway: "Norge"}).status_code == 422
    job.refresh_from_db()
    assert job.mapping["replace"] == {"country": {"Norrge": "Norge"}}


def test_the_progress_sends_the_browser_on_when_the_work_is_done(cast: Cast, ada: Client) -> None:
    job = uploaded(cast.ada)
    services.ask_for_check(job.pk, by=cast.ada, at=AT)
    url = reverse("exchange:import_progress", args=[job.pk])
    assert "HX-Redirect" not in ada.get(url).headers
    worked(job)
    assert ada.get(url).headers["HX-Redirect"] == job.get_absolute_url()


def test_the_list_asks_as_much_for_many_imports_as_for_few(cast: Cast, ada: Client) -> None:
    counts = []
    for _round in range(2):
        for _file in range(3):
            checked(cast.ada)
        with CaptureQueriesContext(connection) as seen:
            ada.get("/import/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
