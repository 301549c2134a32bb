"""A report as JSON, to be kept with its job. Its words are in the language of who asked for it."""

from dataclasses import asdict
from typing import Any

from exchange.importing.report import ImportReport
from exchange.wording import declared_text, notice_text


def freeze_report(report: ImportReport) -> dict[str, Any]:
    counts = report.counts
    return {
        "counts": {
            "rows": counts.rows,
            "created": counts.created,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "refused": counts.refused,
        },
        "changed_fields": counts.changed_fields.most_common(),
        "unused_columns": list(report.unused_columns),
        "notes": [str(note) for note in report.source.notes],
        "declared": [declared_text(one) for one in report.declared],
        "notices": [notice_text(*one) for one in report.notices.most_common()],
        "replaced": [asdict(one) for one in report.replaced],
        "problems": [_problem(asdict(one)) for one in report.problems],
        "more_problems": report.more_problems,
    }


def _problem(values: dict[str, Any]) -> dict[str, Any]:
    """Without the list of all known values: the nearest one stays."""
    return {name: value for name, value in values.items() if name != "known"}
