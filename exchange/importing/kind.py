"""What the engine asks of each kind of record, and what it tells it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from crm.common.matching import Match, Verdict
from exchange.importing.lookups import Lookups
from exchange.importing.problems import Problem, Problems
from exchange.importing.staging import StagedRow, Staging
from exchange.mapping.fields import KINDS, FieldSpec, KindSpec
from exchange.mapping.mapper import MappedRow
from exchange.mapping.schema import ImportMapping
from users.models import User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Declared:
    """Something beside the rows that an import creates or changes."""

    what: str
    name: str
    is_new: bool = True


@dataclass(slots=True)
class Task:
    """One import: what it reads, who makes it, and what it has found out so far."""

    mapping: ImportMapping
    by: User
    at: datetime
    staging: Staging
    lookups: Lookups
    problems: Problems
    declared: list[Declared] = field(default_factory=list)

    @property
    def spec(self) -> KindSpec:
        return KINDS[self.mapping.kind]

    def refuse(self, row: StagedRow, name: str, code: str, message: str, text: str = "") -> None:
        self.problems.add(Problem(name, code, text or row.text(name), message), row.number)


@dataclass(slots=True)
class Change(Generic[M]):
    """An existing record, the attributes that get another value, and all links of the row."""

    row: StagedRow
    record: M
    values: dict[str, Any]
    links: dict[str, Any]


class Kind(ABC, Generic[M]):
    """A kind of record. The engine calls the methods in the order in which they stand here."""

    model: ClassVar[type[Model]]
    columns: ClassVar[dict[str, str]]
    """Field of the mapping → attribute of the model, for fields that are stored as they are."""
    links: ClassVar[tuple[str, ...]] = ()
    """Fields that name another record and are stored as a link to it."""

    def __init__(self, task: Task) -> None:
        self.task = task

    def check(self, row: MappedRow) -> None:
        """Rules between the fields of one row; faults are added to it."""

    def notices(self, row: MappedRow) -> list[str]:
        """Codes of what a person should know about a row that is no error."""
        return []

    @abstractmethod
    def file_keys(self, row: MappedRow) -> list[str]:
        """What no other row of the file may share, each as “field|value”."""

    def labels(self, row: MappedRow) -> list[str]:
        """Under what other rows of the file may point to this one."""
        return []

    def declare(self) -> None:
        """Create what the mapping declares, and tell the task."""

    @abstractmethod
    def match(self, rows: Sequence[StagedRow]) -> list[Match]: ...

    @abstractmethod
    def records(self, pks: Sequence[int]) -> QuerySet[M]:
        """The existing records with these keys, as far as the person may change them."""

    def after_match(self) -> None:
        """Checks that need the keys of all rows at once."""

    def resolve(self, rows: Sequence[StagedRow]) -> dict[int, dict[str, Any]]:
        """Per row the attributes that point to other records. Rows with a name that is not known
        are left out.
        """
        links: dict[int, dict[str, Any]] = {row.number: {} for row in rows}
        for spec in self.task.spec.fields.values():
            if spec.to and spec.name in self.links and spec.name in self.task.mapping.fields:
                self._link(rows, spec, links)
        return links

    def _link(
        self, rows: Sequence[StagedRow], spec: FieldSpec, links: dict[int, dict[str, Any]]
    ) -> None:
        found = self.task.lookups.resolve(spec.to, {row.text(spec.name) for row in rows} - {""})
        for row in rows:
            text = row.text(spec.name)
            if not text or row.number not in links:
                continue
            if found[text].verdict == Verdict.FOUND:
                links[row.number][f"{spec.name}_id"] = found[text].pk
            else:
                self.refuse_name(row, spec.name, found[text].verdict)
                links.pop(row.number)

    def refuse_name(self, row: StagedRow, name: str, verdict: Verdict) -> None:
        text = row.text(name)
        if verdict == Verdict.NEW:
            self.task.refuse(row, name, "unknown", _("“%(text)s” is not known.") % {"text": text})
        else:
            message = _("“%(text)s” names more than one record.")
            self.task.refuse(row, name, "ambiguous", message % {"text": text})

    def new_values(self, row: StagedRow, links: dict[str, Any]) -> dict[str, Any]:
        """All attributes of a new record."""
        return self.attributes({**row.filled, **row.given}) | links

    def admit(self, row: StagedRow, values: dict[str, Any]) -> bool:
        """Whether a new record with these attributes keeps the rules; else it is refused."""
        return True

    def compare(self, row: StagedRow, record: M, links: dict[str, Any]) -> dict[str, Any] | None:
        """The attributes that the file, not a default, gives another value than the record has.

        None when the row was refused.
        """
        given = {
            name: value for name, value in links.items() if name.removesuffix("_id") in row.given
        }
        wanted = self.attributes(row.given) | given
        return {name: value for name, value in wanted.items() if getattr(record, name) != value}

    def attributes(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            self.columns[name]: value for name, value in values.items() if name in self.columns
        }

    @abstractmethod
    def create(self, rows: Sequence[tuple[StagedRow, dict[str, Any]]]) -> None:
        """Write new records; the dictionaries hold their attributes."""

    @abstractmethod
    def change(self, changes: Sequence[Change[M]]) -> None: ...
