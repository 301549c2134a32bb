"""What stands in the way of an import, grouped: 1,480 rows with one cause are one problem."""

import dataclasses
from dataclasses import dataclass

ROWS_SHOWN = 5
MAX_GROUPS = 500


@dataclass(slots=True)
class Problem:
    """`text` is the value in the file, `column` where it stands, `rows` the first rows that have
    it.
    """

    field: str
    code: str
    text: str
    message: str
    column: str = ""
    known: tuple[str, ...] = ()
    count: int = 0
    rows: list[int] = dataclasses.field(default_factory=list)
    nearest: str = ""


class Problems:
    """Groups problems as they come; keeps a bounded number of groups and counts the rows beyond
    them.
    """

    def __init__(self, columns: dict[str, str]) -> None:
        """`columns` tells for each field which column or columns of the file fill it."""
        self._columns = columns
        self._groups: dict[tuple[str, str, str], Problem] = {}
        self.more = 0

    def __bool__(self) -> bool:
        return bool(self._groups)

    def add(self, problem: Problem, row: int | None = None) -> None:
        """Without a row the problem is one of the whole file."""
        key = (problem.field, problem.code, problem.text or problem.message)
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= MAX_GROUPS:
                self.more += 1
                return
            group = self._groups[key] = problem
            group.column = group.column or self._columns.get(group.field, "")
        group.count += 1
        if row is not None and len(group.rows) < ROWS_SHOWN:
            group.rows.append(row)

    def listed(self) -> list[Problem]:
        """The most frequent first, then in the order of the file."""
        return sorted(self._groups.values(), key=lambda group: (-group.count, group.rows))
