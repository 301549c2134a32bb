"""Every record of team B carries a canary in every text; nothing that team A opens may sing."""

import io
import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Cast as SqlCast
from django.db.models.functions import Concat, Left
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from crm.common.models import all_rows
from messaging.models import OutboxMail
from reports import services
from reports.dimensions import Dimension
from reports.figures import Measure
from tests.authorisation import all_rows as table
from tests.cast import CANARY, Cast
from users.models import User

MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
LINK = re.compile(r"""(?:href|src|action|hx-get|data-href)=["']([^"'#]+)""")
WAYS = 8
HEARD = (
    "/accounts/",
    "/contacts/",
    "/deals/",
    "/pipeline/",
    "/outbox/",
    "/api/v1/accounts/",
    "/api/v1/contacts/",
    "/api/v1/deals/",
    "/api/v1/figures/",
    "/api/v1/outbox/",
    "/api/v1/teams/",
    "/api/v1/users/",
)
CODES = frozenset({"currency", "country", "language", "time_zone", "digest", "password", "state"})


def plant(cast: Cast) -> set[int]:
    """Write canaries into all texts of what Anna may not see; returns the keys of these rows."""
    marked: set[int] = set()
    for model in apps.get_models():
        rows = all_rows(model)
        texts = {field.attname: _song(field) for field in _texts(model)}
        if not hasattr(rows, "visible_to") or not texts:
            continue
        foreign = rows.exclude(pk__in=rows.visible_to(cast.anna).values("pk"))
        marked |= set(foreign.values_list("pk", flat=True))
        foreign.update(**texts)
    return marked


def _texts(model: type[models.Model]) -> Iterable["models.Field[Any, Any]"]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.GeneratedField) or field.choices or field.name in CODES:
            continue
        if isinstance(field, models.CharField | models.TextField):
            yield field


def _song(field: "models.Field[Any, Any]") -> models.Expression:
    """A canary that stays unique and keeps the shape of addresses."""
    number = SqlCast("pk", models.CharField())
    if isinstance(field, models.EmailField):
        return Concat(Value(CANARY), number, Value("@crm.example"))
    if isinstance(field, models.URLField):
        return Concat(Value(f"https://{CANARY}"), number, Value(".example"))
    return Left(Concat(Value(CANARY), number, Value(f" {field.name}")), field.max_length or 200)


def crawl(client: Client, start: Iterable[str]) -> dict[str, str]:
    """All pages that links lead to, by address; texts of PDF files are read, too.

    A list can be sorted and narrowed in endless ways, and months have no beginning: of links that
    differ in numbers and parameters only, a few are opened.
    """
    seen: dict[str, str] = {}
    given = dict.fromkeys(start)
    waiting = deque(given)
    ways: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        if address in seen or address.startswith(("/static/", "/auth/logout")):
            continue
        if address not in given:
            ways[shape(address)] += 1
            if ways[shape(address)] > WAYS:
                continue
        response = client.get(address)
        body = _text(response)
        seen[address] = body
        for link in LINK.findall(body):
            parts = urlsplit(urljoin(f"http://testserver{address}", unescape(link)))
            if parts.netloc == "testserver" and parts.scheme == "http":
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return seen


def shape(address: str) -> str:
    return re.sub(r"[0-9]+", "0", address.partition("?")[0])


def _text(response: Any) -> str:
    kind = response.headers.get("Content-Type", "")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if kind == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


def doors(cast: Cast, foreign: set[int]) -> list[str]:
    """Every readable route, with its own arguments and with the keys of every foreign record."""
    addresses = []
    for row in table():
        if row.verb != "GET":
            continue
        with transaction.atomic():  # a row may set its own scene, which is not part of this one
            args = row.args(cast)
            addresses.append(reverse(row.route, args=args) + row.query)
            transaction.set_rollback(True)
        if len(args) == 1 and isinstance(args[0], int):
            addresses += [reverse(row.route, args=[pk]) for pk in sorted(foreign)]
    figures = reverse("api:figures")
    addresses += [f"{figures}?measure={m}&by={by}" for m in Measure for by in Dimension]
    return addresses


def sing(pages: dict[str, str]) -> dict[str, str]:
    """The addresses where a canary is heard, with the text around it."""
    heard = {address: body.lower().find(CANARY) for address, body in pages.items()}
    return {address: pages[address][at - 80 : at + 60] for address, at in heard.items() if at >= 0}


@dataclass(frozen=True)
class Planted:
    cast: Cast
    foreign: set[int]

    def pages_of(self, user: User) -> dict[str, str]:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return crawl(client, ["/", *doors(self.cast, self.foreign)])


@pytest.fixture
def planted(cast: Cast) -> Planted:
    foreign = plant(cast)
    assert len(foreign) > 3
    services.request_reports(MONTH, services.requests_for(MONTH), send=True, at=AT)
    services.freeze_requested(at=AT)
    services.deliver_due(at=AT)
    return Planted(cast, foreign)


@pytest.mark.django_db
def test_a_manager_meets_nothing_of_another_team(planted: Planted) -> None:
    pages = planted.pages_of(planted.cast.anna)
    assert len(pages) > 150
    assert sing(pages) == {}


@pytest.mark.django_db
def test_a_head_meets_nothing_of_another_team(planted: Planted) -> None:
    assert sing(planted.pages_of(planted.cast.hedda)) == {}


@pytest.mark.django_db
def test_the_canaries_would_be_heard(planted: Planted) -> None:
    """The same crawl as administrator meets them on lists, pages, API and PDF."""
    singing = sing(planted.pages_of(planted.cast.ada))
    for part in HEARD:
        assert any(address.startswith(part) for address in singing), part


@pytest.mark.django_db
def test_mails_to_team_a_say_nothing_of_team_b(planted: Planted) -> None:
    mails = OutboxMail.objects.filter(recipient_user__in=[planted.cast.anna, planted.cast.hedda])
    assert mails.count() == 2
    for mail in mails:
        assert CANARY not in (mail.subject + mail.text + mail.html).lower()
        for file in mail.attachments.filter(content_type="application/pdf"):
            text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(file.content)).pages)
            assert CANARY not in text.lower()
