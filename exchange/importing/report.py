"""What an import did, or would do: the same numbers for a dry run and for the real one."""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from exchange.importing.kind import Declared
from exchange.importing.problems import Problem
from exchange.readers import Source


@dataclass(frozen=True, slots=True)
class Replacement:
    """A rule of the mapping, and in how many rows it was used."""

    field: str
    old: str
    new: str
    count: int


@dataclass(slots=True)
class Counts:
    """Rows by what becomes of them; `changed_fields` counts rows per attribute that changes."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    changed_fields: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> int:
        return self.rows - self.created - self.updated - self.unchanged


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`written` is true only when the import was committed, as the change `context_id`."""

    kind: str
    file: str
    source: Source
    unused_columns: tuple[str, ...]
    counts: Counts
    declared: tuple[Declared, ...]
    replaced: tuple[Replacement, ...]
    notices: Counter[str]
    problems: tuple[Problem, ...]
    more_problems: int
    dry_run: bool
    context_id: uuid.UUID | None = None

    @property
    def refused(self) -> bool:
        return bool(self.problems)

    @property
    def written(self) -> bool:
        return not self.dry_run and not self.refused
