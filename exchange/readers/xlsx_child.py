"""Runs as a process of its own, with bounded memory and time: a workbook in, its rows as JSON
lines out.

A sheet of two cells in far corners makes the parser ask for hundreds of gigabytes; here that ends
this process only. First line: the sheets and the one that is read. Then a list per row: texts as
they are, other values as [kind, text].
"""

import datetime
import json
import resource
import sys
from typing import Any

import python_calamine

MEMORY = 1 << 30
CPU_SECONDS = 300


def main(path: str, wanted: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        sheets = [sheet.name for sheet in workbook.sheets_metadata if _is_visible(sheet)]
        name = wanted or (sheets[0] if sheets else "")
        emit({"sheets": sheets, "sheet": name if name in workbook.sheet_names else None})
        if name in workbook.sheet_names:
            for row in workbook.get_sheet_by_name(name).iter_rows():
                emit([encode(value) for value in row])
    except python_calamine.PasswordError:
        return 3
    except python_calamine.CalamineError:
        return 4
    return 0


def _is_visible(sheet: python_calamine.SheetMetadata) -> bool:
    worksheet = sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    return worksheet and sheet.visible == python_calamine.SheetVisibleEnum.Visible


def emit(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def encode(value: Any) -> Any:
    if isinstance(value, bool):
        return ["bool", str(int(value))]
    if isinstance(value, float):
        return ["number", str(int(value)) if value.is_integer() else f"{value:.15g}"]
    if isinstance(value, datetime.datetime):
        return ["instant", value.isoformat()]
    if isinstance(value, datetime.date):
        return ["date", value.isoformat()]
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
