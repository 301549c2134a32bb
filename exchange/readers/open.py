"""Which reader a file needs, by what it contains; its name is not believed."""

from pathlib import Path

from django.utils.translation import gettext as _

from exchange.readers.archive import OLE2
from exchange.readers.csv_table import open_csv
from exchange.readers.rows import FileOptions, ReadError, Table
from exchange.readers.xlsx_table import open_xlsx


def open_table(path: Path, options: FileOptions) -> Table:
    """Raises ReadError when the file is missing, empty, or of no kind that can be read."""
    if not path.is_file():
        raise ReadError(_("There is no file “%(path)s”.") % {"path": path})
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start:
        raise ReadError(_("The file is empty."))
    if start.startswith(b"PK") or start == OLE2 or path.suffix.lower() == ".xlsx":
        return open_xlsx(path, options)
    return open_csv(path, options)
