"""From JSON to an ImportMapping. Everything that is not understood is a fault; nothing is passed
over.
"""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from exchange.mapping import placeholders
from exchange.mapping.check import Faults
from exchange.mapping.dates import is_date_pattern
from exchange.mapping.declared import parse_declarations
from exchange.mapping.fields import KINDS, KindSpec, Type
from exchange.mapping.json_text import read_json
from exchange.mapping.schema import VERSION, ImportMapping, MappingError, NumberFormat
from exchange.readers import FileOptions
from exchange.readers.csv_table import SEPARATORS
from exchange.readers.encodings import STATED

KEYS = (
    "version",
    "kind",
    "note",
    "file",
    "columns",
    "replace",
    "defaults",
    "templates",
    "multiply",
    "numbers",
    "dates",
    "declare",
)


def load_mapping(path: Path, kind: str) -> ImportMapping:
    """The mapping in this file, for this kind. Raises MappingError with every fault in it."""
    return parse_mapping(read_json(path), kind)


def parse_mapping(document: Any, kind: str) -> ImportMapping:
    faults = Faults()
    top = faults.mapping(_("mapping"), document, KEYS)
    spec = _head(top, kind, faults)
    declare = parse_declarations(top.get("declare"), spec, faults)
    implied = {"pipeline": declare.pipeline.name} if declare.pipeline else {}
    mapping = ImportMapping(
        kind=spec.name,
        columns=_per_field(top, "columns", spec, faults),
        replace=_replacements(top, spec, faults),
        defaults=implied | _single(_per_field(top, "defaults", spec, faults)),
        templates=_per_field(top, "templates", spec, faults),
        multiply=_multipliers(top, spec, faults),
        numbers=_numbers(top, faults),
        dates=_dates(top, faults),
        declare=declare,
        file=_file(top, faults),
    )
    _check_templates(mapping, spec, faults)
    _check_required(mapping, spec, faults)
    if faults.messages:
        raise MappingError(faults.messages)
    return mapping


def _head(top: dict[str, Any], kind: str, faults: Faults) -> KindSpec:
    """Version and kind must be right before anything else can be judged."""
    if kind not in KINDS:
        faults.unknown(_("kind"), kind, KINDS)
        raise MappingError(faults.messages)
    before = len(faults.messages)
    if top.get("version") != VERSION:
        faults.add("version", _("must be %(version)d.") % {"version": VERSION})
    if top.get("kind") != kind:
        faults.add("kind", _("must be “%(kind)s”, as the import says.") % {"kind": kind})
    if not top.get("columns"):
        faults.add("columns", _("must name at least one column."))
    if len(faults.messages) > before:
        raise MappingError(faults.messages)
    return KINDS[kind]


def _per_field(
    top: dict[str, Any], key: str, spec: KindSpec, faults: Faults
) -> dict[str, tuple[str, ...]]:
    section = faults.mapping(key, top.get(key), spec.fields)
    return {name: faults.texts(f"{key}.{name}", value) for name, value in section.items()}


def _single(values: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {name: texts[0] for name, texts in values.items() if texts}


def _replacements(
    top: dict[str, Any], spec: KindSpec, faults: Faults
) -> dict[str, dict[str, str]]:
    found = {}
    for name, rules in faults.mapping("replace", top.get("replace"), spec.fields).items():
        place = f"replace.{name}"
        section = faults.mapping(place, rules)
        found[name] = {
            old.strip(): "" if new == "" else faults.text(f"{place}.{old}", new)
            for old, new in section.items()
        }
    return found


def _multipliers(top: dict[str, Any], spec: KindSpec, faults: Faults) -> dict[str, Decimal]:
    amounts = [field.name for field in spec.fields.values() if field.type == Type.AMOUNT]
    found = {}
    for name, value in faults.mapping("multiply", top.get("multiply"), amounts).items():
        place = f"multiply.{name}"
        try:
            found[name] = Decimal(faults.text(place, value))
        except InvalidOperation:
            faults.add(place, _('must be a number written as text, such as "1000000" or "0.01".'))
            continue
        if not found[name].is_finite() or not 0 < found[name] <= 10**12:
            faults.add(place, _("must be greater than zero and at most a million million."))
    return found


def _numbers(top: dict[str, Any], faults: Faults) -> NumberFormat:
    section = faults.mapping("numbers", top.get("numbers"), ("decimal", "group"))
    marks = {key: value if isinstance(value, str) else "?" for key, value in section.items()}
    if not section:
        return NumberFormat()
    if marks.get("decimal") not in {".", ","}:
        faults.add("numbers.decimal", _("must be “.” or “,”."))
    if marks.get("group", "") not in {"", ".", ",", " ", "\u00a0", "\u202f", "'"}:
        faults.add("numbers.group", _("must be “.”, “,”, a space or an apostrophe."))
    if marks.get("decimal") == marks.get("group"):
        faults.add("numbers", _("decimal and group cannot be the same mark."))
    return NumberFormat(marks.get("decimal", ""), marks.get("group", ""))


def _dates(top: dict[str, Any], faults: Faults) -> str:
    if "dates" not in top:
        return "YYYY-MM-DD"
    pattern = faults.text("dates", top["dates"])
    if not is_date_pattern(pattern):
        message = _("must be a pattern of YYYY, MM and DD, such as YYYY-MM-DD or DD/MM/YYYY.")
        faults.add("dates", message)
    return pattern


def _file(top: dict[str, Any], faults: Faults) -> FileOptions:
    section = faults.mapping("file", top.get("file"), ("encoding", "separator", "sheet"))
    encoding, separator = section.get("encoding"), section.get("separator")
    if encoding is not None and encoding not in STATED:
        faults.unknown("file.encoding", str(encoding), STATED)
    if separator is not None and separator not in SEPARATORS:
        faults.add("file.separator", _("must be “,”, “;”, “|” or a tab (\\t)."))
    sheet = faults.text("file.sheet", section["sheet"]) if "sheet" in section else None
    return FileOptions(encoding, separator, sheet)


def _check_templates(mapping: ImportMapping, spec: KindSpec, faults: Faults) -> None:
    filled = spec.placeholders - set(mapping.templates)
    for name, patterns in mapping.templates.items():
        for pattern in patterns:
            for fault in placeholders.faults_in(pattern, filled):
                faults.add(f"templates.{name}", fault)


def _check_required(mapping: ImportMapping, spec: KindSpec, faults: Faults) -> None:
    for name in spec.required:
        if name not in mapping.fields:
            faults.add(
                _("mapping"),
                _("the field “%(field)s” needs a column, a default or a template.")
                % {"field": name},
            )
