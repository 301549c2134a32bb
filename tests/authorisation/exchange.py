"""Who may import, and look at the demonstration company as such."""

from typing import Any

from exchange import services
from exchange.forms.replacing import ProblemsForm
from exchange.models import ImportJob
from tests.authorisation import admins
from tests.cast import Cast
from tests.exchange.import_jobs import AT, checked, imported, uploaded

TABLE = "bolagsnamn,vertikal\nNordic Tools AB,Vård\n"
"""Its headings are no words of the program: data is not taken for a text without translation."""
COLUMNS = {"name": "bolagsnamn", "sector": "vertikal"}


def _new(cast: Cast) -> list[Any]:
    job = uploaded(cast.ada, TABLE)
    services.change_mapping(job.pk, {"columns": COLUMNS}, by=cast.ada, at=AT)
    return [job.pk]


def _checked(cast: Cast) -> list[Any]:
    return [checked(cast.ada, TABLE, columns=COLUMNS).pk]


def _with_problems(cast: Cast) -> list[Any]:
    return [checked(cast.ada, TABLE.replace("Vård", "Vard"), columns=COLUMNS).pk]


def _replacement(cast: Cast) -> dict[str, Any]:
    """For the first problem of the import that was checked last."""
    row = next(ProblemsForm(None, ImportJob.objects.latest("pk")).rows())
    return {row.name: "Vård"}


def _imported(cast: Cast) -> list[Any]:
    return [imported(cast.ada, TABLE, columns=COLUMNS).pk]


def _columns(cast: Cast) -> dict[str, Any]:
    return {"name-0": "bolagsnamn"}


ROWS = [
    admins("exchange:demonstration", "GET", 200),
    admins("exchange:demonstration_remove", "POST", 302),
    admins("exchange:import_list", "GET", 200),
    admins("exchange:import_create", "GET", 200),
    admins("exchange:import_create", "POST", 422, data=lambda cast: {"kind": "accounts"}),
    admins("exchange:import_detail", "GET", 200, args=_with_problems),
    admins("exchange:import_progress", "GET", 200, args=_new),
    admins("exchange:import_file", "GET", 200, args=_new),
    admins("exchange:import_file", "POST", 302, args=_new),
    admins("exchange:import_columns", "GET", 200, args=_new),
    admins("exchange:import_columns", "POST", 302, args=_new, data=_columns),
    admins("exchange:import_details", "GET", 200, args=_new),
    admins("exchange:import_details", "POST", 302, args=_new),
    admins("exchange:import_values", "GET", 200, args=_new),
    admins("exchange:import_values", "POST", 302, args=_new),
    admins("exchange:import_suggest", "POST", 302, args=_new),
    admins("exchange:import_mapping", "GET", 200, args=_new),
    admins("exchange:import_mapping_load", "POST", 422, args=_new),
    admins("exchange:import_check", "POST", 302, args=_new),
    admins(
        "exchange:import_replace",
        "POST",
        302,
        args=_with_problems,
        data=_replacement,
    ),
    admins("exchange:import_commit", "POST", 302, args=_checked),
    admins("exchange:import_undo", "POST", 302, args=_imported),
    admins("exchange:import_cancel", "POST", 302, args=_new),
    admins("exchange:import_problems", "GET", 200, args=_with_problems),
]
