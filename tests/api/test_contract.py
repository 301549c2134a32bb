"""The API keeps to its own description, whatever is sent: no fault, no answer of another shape.

schemathesis makes up requests from the description: valid ones, aimed at records that exist, and
ones that break it, which must be refused.
"""

import logging
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import AccountMember
from deals.services.pipelines import edition_of
from tests.cast import Cast
from users.models import Scope
from users.services import create_key

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
ALWAYS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CHECKS = {
    GenerationMode.POSITIVE: ALWAYS,
    GenerationMode.NEGATIVE: [*ALWAYS, negative_data_rejection],
}
REFUSED = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428]
CONFIG = {"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}
STEADY = hypothesis.settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The test's transaction outlives each request, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def description(
    cast: Cast,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    kept_connection: None,
) -> Any:
    caplog.set_level(logging.ERROR, logger="django.request")  # thousands are refused on purpose
    settings.API_REQUESTS_PER_MINUTE = 0
    generator: Any = SchemaGenerator()  # type: ignore[no-untyped-call] # has no types
    schema = schemathesis.openapi.from_dict(
        generator.get_schema(public=True), config=SchemathesisConfig.from_dict(CONFIG)
    )
    schema.app = get_wsgi_application()
    return schema


def links(cast: Cast) -> dict[str, Any]:
    """What the numbers in bodies may mean."""
    return {
        "account": cast.akero,
        "category": cast.category,
        "owner": cast.anna,
        "parent": cast.norrkoping,
        "product": cast.product,
        "sector": cast.sector,
        "stage": cast.offer,
        "team": cast.team_a,
        "user": cast.arvid,
    }


def targets(cast: Cast) -> dict[str, tuple[int, str]]:
    """Whom the numbers in addresses may mean, and at which version."""
    found = {
        "accounts": cast.akero,
        "categories": cast.category,
        "contacts": cast.eva,
        "deals": cast.akero_deal,
        "products": cast.product,
        "rates": cast.rate,
        "sectors": cast.sector,
        "stages": cast.offer,
        "teams": cast.team_a,
        "users": cast.anna,
    }
    for record in found.values():
        record.refresh_from_db()
    member = AccountMember.objects.create(account=cast.akero, user=cast.arvid)
    return {
        **{name: (record.pk, str(record.version)) for name, record in found.items()},
        "account-members": (member.pk, member.role),
        "pipelines": (cast.pipeline.pk, str(edition_of(cast.pipeline))),
    }


def aim(case: Any, known: dict[str, tuple[int, str]], named: dict[str, Any]) -> None:
    """Let a request meet records that are there, at their version."""
    target = known.get(case.path.removeprefix("/api/v1/").partition("/")[0])
    parts = case.meta.components
    path = parts.get(ParameterLocation.PATH)
    if target and path and path.mode.is_positive:
        case.path_parameters = {"id": target[0]}
    headers = parts.get(ParameterLocation.HEADER)
    if target and headers and headers.mode.is_positive and "If-Match" in case.headers:
        case.headers["If-Match"] = f'"{target[1]}"'
    if case.meta.generation.mode.is_positive:
        _aim_links(case.body, named)


def _aim_links(body: Any, named: dict[str, Any]) -> None:
    if isinstance(body, list):
        for item in body:
            _aim_links(item, named)
    elif isinstance(body, dict):
        for name, value in body.items():
            if name in named and isinstance(value, int) and value % 2:
                body[name] = named[name].pk
            else:
                _aim_links(value, named)


@pytest.mark.parametrize(
    ("person", "mode"),
    [
        *((person, GenerationMode.POSITIVE) for person in ("ada", "hedda", "anna", "rut")),
        *((person, GenerationMode.NEGATIVE) for person in ("ada", "anna")),
    ],
    ids=str,
)
def test_every_answer_is_as_described(
    person: str, mode: GenerationMode, cast: Cast, description: Any
) -> None:
    _token, key = create_key(getattr(cast, person), name="contract", scope=Scope.WRITE)
    known, named = targets(cast), links(cast)
    faults: list[Exception] = []
    for found in description.get_all_operations():
        operation = found.ok()

        @STEADY
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def answers(case: Any) -> None:
            aim(case, known, named)
            with transaction.atomic():  # each request meets the same records
                headers = {"Authorization": f"Bearer {key}"}
                case.call_and_validate(headers=headers, checks=CHECKS[mode])
                transaction.set_rollback(True)

        try:
            answers()
        except (AssertionError, ExceptionGroup) as error:
            faults.append(error)
    if faults:
        raise ExceptionGroup(f"{len(faults)} operations", faults)
