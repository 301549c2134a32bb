"""What the tests of this room share."""

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from tests.cast import Cast


def account_form(cast: Cast, **values: Any) -> dict[str, Any]:
    """What the browser sends for Åkerö when nothing was changed."""
    account = Account.objects.get(pk=cast.akero.pk)
    form = {
        "name": account.name,
        "owner": account.owner_id,
        "team": account.team_id,
        "sector": account.sector_id,
        "country": account.country,
        "currency": account.currency,
        "version": account.version,
    }
    return {**form, **values}


def rows(prefix: str, *filled: Mapping[str, Any]) -> dict[str, Any]:
    """A formset as the browser sends it."""
    sent: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": 0}
    for at, row in enumerate(filled):
        sent |= {f"{prefix}-{at}-{name}": value for name, value in row.items()}
    return sent


def contact_form(*addresses: Mapping[str, Any], account: str, **values: Any) -> dict[str, Any]:
    place = {"account": account, "title": "Inköpschef"}
    return {
        "full_name": "Åsa Lind",
        **rows("places", place),
        **rows("addresses", *addresses),
        **values,
    }


def undo_last(client: Client, response: Any) -> Any:
    """Press *Undo* in the toast that the answer left."""
    *_earlier, message = get_messages(response.wsgi_request)
    url = message.extra_tags.removeprefix("undo:")
    return client.post(
        url, headers={"referer": f"http://testserver{response.headers['Location']}"}
    )


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
