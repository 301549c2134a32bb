import uuid

from accounts.models import Account
from crm.common.history import history_context
from tests.authorisation import Row, for_all, public
from tests.cast import Cast


def annas_change(cast: Cast) -> list[uuid.UUID]:
    with history_context(by=cast.anna, route="page") as context:
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    return [context]


ROWS: list[Row] = [
    for_all("common:change_list", "GET", 200),
    for_all("common:undo", "POST", 404, manager=302, args=annas_change),
    public("common:readyz", "GET", 200),
]
