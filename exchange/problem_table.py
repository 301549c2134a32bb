"""The problems of an import as CSV, for whoever mends the file."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from crm.common.lists.exporting.cells import harmless
from exchange.models import ImportJob


def problem_table(job: ImportJob) -> str:
    """One line a problem. No cell is a formula: the values come from a file of unknown origin."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    header = [
        _("rows"),
        _("column"),
        _("value"),
        _("problem"),
        _("nearest known"),
        _("first rows"),
    ]
    writer.writerow(header)
    for problem in (job.report or {}).get("problems", []):
        rows = ", ".join(str(row) for row in problem["rows"])
        cells = [problem["column"], problem["text"], problem["message"], problem["nearest"], rows]
        writer.writerow([problem["count"], *(harmless(cell) for cell in cells)])
    return out.getvalue()
