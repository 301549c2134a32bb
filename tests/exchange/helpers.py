"""Short ways to write a file, a mapping and an import."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exchange.importing.report import ImportReport
from exchange.mapping.parse import parse_mapping
from exchange.readers import FileOptions, Row, Table, open_table
from exchange.services import ImportRequest, import_file
from users.models import User

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def table_of(
    folder: Path, content: bytes | str, options: FileOptions | None = None, name: str = "data.csv"
) -> Table:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, options or FileOptions())


def rows_of(folder: Path, content: bytes | str) -> list[Row]:
    return list(table_of(folder, content).rows())


class Importer:
    """Imports texts as files of one folder, as one person."""

    def __init__(self, folder: Path, by: User) -> None:
        self.folder = folder
        self.by = by

    def __call__(
        self, kind: str, text: str | Path, *, dry_run: bool = False, **mapping: Any
    ) -> ImportReport:
        path = text if isinstance(text, Path) else self.file(f"{kind}.csv", text)
        return import_file(ImportRequest(path, mapping_of(kind, **mapping), self.by, NOW, dry_run))

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path


def mapping_of(kind: str, **sections: Any) -> Any:
    return parse_mapping(document_of(kind, **sections), kind)


def document_of(kind: str, **sections: Any) -> dict[str, Any]:
    return json.loads(json.dumps({"version": 1, "kind": kind, **sections}))  # type: ignore[no-any-return]


def same(*names: str, **others: str) -> Mapping[str, str]:
    """Columns that are called as the fields are."""
    return {**{name: name for name in names}, **others}


def told(report: ImportReport) -> list[tuple[str, str, int]]:
    """The problems as (column, code, rows)."""
    return [(problem.column, problem.code, problem.count) for problem in report.problems]
