from datetime import UTC, date, datetime
from typing import Any

from reports import services
from tests.authorisation import Row, for_all, own_record
from tests.cast import Cast

MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


def frozen(cast: Cast) -> list[Any]:
    """The month of Anna's frozen report."""
    requests = services.requests_for(MONTH, [cast.anna])
    services.request_reports(MONTH, requests, send=False, at=AT)
    services.freeze_requested(at=AT)
    return [MONTH]


ANNA = "?user=anna@crm.example"

ROWS: list[Row] = [
    for_all("reports:home", "GET", 200),
    for_all("reports:next", "GET", 200),
    for_all("reports:opened_lately", "GET", 200),
    for_all("reports:index", "GET", 200),
    own_record("reports:monthly", "GET", 200, args=frozen, query=ANNA),
    own_record("reports:monthly_pdf", "GET", 200, args=frozen, query=ANNA),
    own_record(
        "reports:monthly_records", "GET", 200, args=frozen, query=f"{ANNA}&figure=won_value"
    ),
    own_record("reports:monthly_comment", "POST", 302, args=frozen, query=ANNA),
    Row(
        "reports:monthly",
        "GET",
        anonymous=302,
        manager=404,
        foreign=404,
        reader=404,
        head=404,
        other_head=404,
        admin=200,
        args=frozen,
        query="?edition=company",
    ),
]
