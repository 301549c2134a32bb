"""The API answers a visitor with 401, not with the page of sign-in."""

from datetime import date

from django.utils import timezone

from reports import services
from tests.authorisation import Row, for_all
from tests.cast import Cast

MONTH = date(2026, 1, 1)
FIGURES = "?measure=won_value&by=head"


def _frozen(cast: Cast) -> list[str]:
    at = timezone.now()
    services.request_reports(MONTH, services.requests_for(MONTH), send=False, at=at)
    services.freeze_month(MONTH, at=at)
    return ["2026-01"]


ROWS: list[Row] = [
    for_all("api:schema", "GET", 200, anonymous=401),
    for_all("api:figures", "GET", 200, anonymous=401, query=FIGURES),
    for_all(
        "api:monthly_report",
        "GET",
        404,
        anonymous=401,
        manager=200,
        reader=200,
        head=200,
        admin=200,
        args=_frozen,
        query="?user=anna@crm.example",
    ),
]
