"""Which reader a file needs, by what it contains; its name is not believed."""

import codecs
import re
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.readers.archive import OLE2
from exchange.readers.csv_table import open_csv
from exchange.readers.rows import FileOptions, ReadError, Table
from exchange.readers.xlsx_table import open_xlsx

SAMPLE = 4096
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|svg|!--|head|body|table)", re.IGNORECASE
)
BINARY = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"MZ", b"\x7fELF", b"{\\rtf")
UNPRINTABLE = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_table(path: Path, options: FileOptions, name: str = "") -> Table:
    """Raises ReadError when the file is missing, empty, or of no kind that can be read.

    `name` is what the person calls the file, where it is stored under another one.
    """
    if not path.is_file():
        raise ReadError(_("There is no file “%(path)s”.") % {"path": path})
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    if not start:
        raise ReadError(_("The file is empty."))
    named = Path(name or path.name).suffix.lower()
    if start.startswith((b"PK", OLE2)) or named == ".xlsx":
        return open_xlsx(path, options)
    _refuse_other_formats(start, options)
    return open_csv(path, options)


def _refuse_other_formats(start: bytes, options: FileOptions) -> None:
    """Everything decodes as Latin-1; what is plainly no table is told at once."""
    if MARKUP.match(start):
        raise ReadError(
            _("The file is a page or picture in HTML, SVG or XML. Save it as CSV or .xlsx.")
        )
    wide = start.startswith(WIDE_MARKS) or (options.encoding or "").startswith(
        ("utf-16", "utf-32")
    )
    if start.startswith(BINARY) or (not wide and UNPRINTABLE.search(start)):
        raise ReadError(_("The file is neither CSV nor an .xlsx workbook."))
