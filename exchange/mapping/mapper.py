"""A row of the file becomes the values of a record, by the mapping alone; the database is not
asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exchange.mapping import placeholders
from exchange.mapping.check import nearest
from exchange.mapping.convert import ConversionError, Value, cell_text, converter_of
from exchange.mapping.fields import KINDS, KindSpec, Type
from exchange.mapping.schema import ImportMapping, MappingError
from exchange.readers import Cell, Row

Cells = Cell | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldFault:
    """Why a field of a row has no usable value. `text` is what the file says there."""

    field: str
    code: str
    text: str
    message: str
    known: tuple[str, ...] = ()


@dataclass(slots=True)
class MappedRow:
    """The fields that have a value: `given` by the file, `filled` in by a default or a template.

    `replaced` names each rule that was used as (field, old, new).
    """

    number: int
    given: dict[str, Value] = field(default_factory=dict)
    filled: dict[str, Value] = field(default_factory=dict)
    replaced: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)


class Mapper:
    """Bound to one mapping and one header."""

    def __init__(self, mapping: ImportMapping, header: Sequence[str]) -> None:
        """Raises MappingError when the mapping names columns that the file does not have."""
        self.mapping = mapping
        self.spec: KindSpec = KINDS[mapping.kind]
        self._positions = _positions(mapping, header)
        self._converters = {name: converter_of(spec) for name, spec in self.spec.fields.items()}
        self._defaults = self._converted_defaults()
        self._named_in_templates = frozenset(
            name
            for patterns in mapping.templates.values()
            for pattern in patterns
            for name in placeholders.names_in(pattern)
        )
        self.unused = [name for name in header if name not in _named(mapping)]

    def _converted_defaults(self) -> MappedRow:
        """Defaults are the same in every row; one that cannot be converted is a fault in each."""
        row = MappedRow(0)
        for name, text in self.mapping.defaults.items():
            self._convert(row, row.filled, name, text)
        return row

    def map(self, row: Row) -> MappedRow:
        mapped = MappedRow(row.number)
        cells = {name: self._cell(mapped, name, row) for name in self.mapping.columns}
        for name, cell in cells.items():
            self._convert(mapped, mapped.given, name, cell)
        self._fill_defaults(mapped, cells)
        for name, text in self._templates(cells).items():
            self._convert(mapped, mapped.filled, name, text)
        self._require(mapped)
        return mapped

    def _fill_defaults(self, mapped: MappedRow, cells: Mapping[str, Cells]) -> None:
        for name, value in self._defaults.filled.items():
            if not _has_content(cells.get(name, "")):
                mapped.filled[name] = value
        mapped.faults += [
            fault
            for fault in self._defaults.faults
            if not _has_content(cells.get(fault.field, ""))
        ]

    def _cell(self, mapped: MappedRow, name: str, row: Row) -> Cells:
        """What the file says for a field: several columns are joined by a space, or are the steps
        of a path.
        """
        positions = self._positions[name]
        if self.spec.fields[name].type == Type.PATH:
            steps = [self._replace(mapped, name, cell_text(row.cells[at])) for at in positions]
            return tuple(cell_text(step) for step in steps if step != "")
        if len(positions) == 1:
            return self._replace(mapped, name, row.cells[positions[0]])
        texts = [cell_text(row.cells[at]) for at in positions]
        return self._replace(mapped, name, " ".join(filter(None, texts)))

    def _replace(self, mapped: MappedRow, name: str, cell: Cell) -> Cell:
        rules = self.mapping.replace.get(name)
        if not rules:
            return cell
        text = cell_text(cell)
        if text not in rules:
            return cell
        mapped.replaced.append((name, text, rules[text]))
        return rules[text]

    def _templates(self, cells: Mapping[str, Cells]) -> dict[str, str]:
        """A text from a pattern for each field that has one and no value yet."""
        if not self.mapping.templates:
            return {}
        texts = {name: _plain(cells.get(name, "")) for name in self._named_in_templates}
        for name, default in self.mapping.defaults.items():
            texts[name] = texts.get(name) or default
        texts |= placeholders.name_parts(_plain(cells.get("full_name", "")))
        return {
            name: from_template(self.mapping, name, texts)
            for name in self.mapping.templates
            if not _has_content(cells.get(name, "")) and name not in self.mapping.defaults
        }

    def _convert(
        self, mapped: MappedRow, values: dict[str, Value], name: str, cell: Cells
    ) -> None:
        if not _has_content(cell):
            return
        try:
            values[name] = (
                cell
                if isinstance(cell, tuple)
                else self._converters[name](self.spec.fields[name], cell, self.mapping)
            )
        except ConversionError as error:
            fault = FieldFault(name, error.code, _plain(cell)[:200], error.message, error.known)
            mapped.faults.append(fault)

    def _require(self, mapped: MappedRow) -> None:
        bad = {fault.field for fault in mapped.faults}
        for name in self.spec.required:
            if name not in mapped.given and name not in mapped.filled and name not in bad:
                mapped.faults.append(FieldFault(name, "missing", "", _("The value is missing.")))


def from_template(mapping: ImportMapping, name: str, texts: Mapping[str, str]) -> str:
    """The first pattern of a field that can be filled, or nothing; in an address letters are
    folded.
    """
    if KINDS[mapping.kind].fields[name].type == Type.EMAIL:
        texts = {key: placeholders.fold_for_address(text) for key, text in texts.items()}
    filled = (placeholders.fill(pattern, texts) for pattern in mapping.templates.get(name, ()))
    return next(filter(None, filled), "")


def _has_content(cell: Cells) -> bool:
    return cell not in ("", ())


def _plain(cell: Cells) -> str:
    return " ".join(cell) if isinstance(cell, tuple) else cell_text(cell)


def _named(mapping: ImportMapping) -> set[str]:
    return {column for columns in mapping.columns.values() for column in columns}


def _positions(mapping: ImportMapping, header: Sequence[str]) -> dict[str, list[int]]:
    at = {name: position for position, name in enumerate(header)}
    missing = sorted(_named(mapping) - at.keys())
    if missing:
        message = _("The file has no column “%(column)s”; nearest: %(near)s.")
        raise MappingError(
            [message % {"column": column, "near": nearest(column, header)} for column in missing]
        )
    return {name: [at[column] for column in columns] for name, columns in mapping.columns.items()}
