"""The report of an import as text: what was read, what is declared, replaced, counted, and what
stands in the way.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from exchange.importing.problems import Problem
from exchange.importing.report import ImportReport
from exchange.readers.csv_table import SEPARATORS
from exchange.wording import declared_text, field_label, kind_label, notice_text

PROBLEMS_SHOWN = 40


def lines_of(report: ImportReport) -> Iterator[str]:
    yield _title(report)
    yield ""
    yield from _source(report)
    yield from _section(
        _("Created or changed beside the rows"), map(declared_text, report.declared)
    )
    yield from _replaced(report)
    yield from _section(
        _("To know"), [notice_text(*item) for item in report.notices.most_common()]
    )
    yield from _problems(report)
    yield from _counts(report)
    yield ""
    yield _verdict(report)


def _title(report: ImportReport) -> str:
    text = (
        _("Dry run of %(kind)s from %(file)s")
        if report.dry_run
        else _("Import of %(kind)s from %(file)s")
    )
    return text % {"kind": kind_label(report.kind), "file": report.file}


def _source(report: ImportReport) -> Iterator[str]:
    source = report.source
    if source.format == "CSV":
        text = _("CSV, encoding %(encoding)s, separated by %(separator)s")
        separator = SEPARATORS[source.separator]
        yield text % {"encoding": source.encoding.upper(), "separator": separator}
    else:
        yield _("XLSX, sheet “%(sheet)s”") % {"sheet": source.sheet}
    yield _("Columns: %(names)s") % {"names": ", ".join(source.columns)}
    if report.unused_columns:
        yield _("Not used: %(names)s") % {"names": ", ".join(report.unused_columns)}
    for note in source.notes:
        yield _("Note: %(text)s") % {"text": note}
    yield ""


def _section(title: str, entries: Iterable[str]) -> Iterator[str]:
    listed = list(entries)
    if listed:
        yield title
        yield from (f"  {entry}" for entry in listed)
        yield ""


def _replaced(report: ImportReport) -> Iterator[str]:
    entries = []
    for rule in report.replaced:
        text = ngettext(
            "%(count)s row: %(field)s “%(old)s” became “%(new)s”",
            "%(count)s rows: %(field)s “%(old)s” became “%(new)s”",
            rule.count,
        )
        values = {"field": field_label(rule.field), "old": rule.old, "new": rule.new}
        entries.append(text % {"count": _number(rule.count), **values})
    return _section(_("Replaced by rule"), entries)


def _problems(report: ImportReport) -> Iterator[str]:
    if not report.problems:
        return
    yield _("Problems")
    shown = [_problem_cells(problem) for problem in report.problems[:PROBLEMS_SHOWN]]
    header = (_("rows"), _("column"), _("problem"), _("first rows"))
    yield from table([header, *shown])
    hidden = (
        sum(problem.count for problem in report.problems[PROBLEMS_SHOWN:]) + report.more_problems
    )
    if hidden:
        text = ngettext("and %(count)s row more", "and %(count)s rows more", hidden)
        yield "  " + text % {"count": _number(hidden)}
    yield ""


def _problem_cells(problem: Problem) -> tuple[str, ...]:
    message = problem.message
    if problem.nearest:
        message += " " + _("Nearest known: “%(name)s”.") % {"name": problem.nearest}
    rows = ", ".join(str(row) for row in problem.rows)
    if problem.count > len(problem.rows):
        rows += " …"
    place = problem.column or (field_label(problem.field) if problem.field else "–")
    return _number(problem.count), place, message, rows


def _counts(report: ImportReport) -> Iterator[str]:
    counts = report.counts
    if report.written:
        labels = (
            pgettext("rows", "created"),
            pgettext("rows", "updated"),
            pgettext("rows", "unchanged"),
            pgettext("rows", "refused"),
        )
    else:
        labels = (
            pgettext("rows", "would be created"),
            pgettext("rows", "would be updated"),
            pgettext("rows", "unchanged"),
            pgettext("rows", "refused"),
        )
    numbers = (counts.created, counts.updated, counts.unchanged, counts.refused)
    yield _("Rows: %(count)s") % {"count": _number(counts.rows)}
    for label, number in zip(labels, numbers, strict=True):
        yield f"  {_number(number):>10}  {label}"
    for name, number in counts.changed_fields.most_common():
        yield f"  {_number(number):>10}    {field_label(name.removesuffix('_id'))}"


def _verdict(report: ImportReport) -> str:
    if report.refused:
        return _("Nothing was written: a file with problems is not imported in part.")
    if report.dry_run:
        return _("Nothing was written: this was a dry run.")
    counts = report.counts
    if not counts.created and not counts.updated and not report.declared:
        return _("Done. Everything was here already; nothing was written.")
    return _("Done.")


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Cells in columns as wide as their widest, the first one to the right; the header is
    underlined.
    """
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for index, row in enumerate(rows):
        cells = [row[0].rjust(widths[0])]
        cells += [cell.ljust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield ("  " + "  ".join(cells)).rstrip()
        if index == 0:
            yield "  " + "  ".join("-" * width for width in widths)


def _number(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
