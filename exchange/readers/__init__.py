"""From a file to a header and a stream of numbered rows: CSV in any usual encoding, or XLSX behind
bounds.
"""

from exchange.readers.open import open_table
from exchange.readers.rows import Cell, FileOptions, ReadError, Row, RowFault, Source, Table

__all__ = [
    "Cell",
    "FileOptions",
    "ReadError",
    "Row",
    "RowFault",
    "Source",
    "Table",
    "open_table",
]
