"""Bounds on an XLSX before anything parses it: what the ZIP directory says, and what really comes
out.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from exchange.readers.rows import ReadError

MAX_ENTRIES = 2_000
MAX_INFLATED = 256 << 20
MAX_RATIO = 100
RATIO_COUNTS_FROM = 4 << 20
CHUNK = 64 << 10
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ERROR_CELL = re.compile(rb"""<c\s[^<>]*\bt=["']e["']""")


def check_workbook(path: Path) -> int:
    """Refuse what is not a plain XLSX or would inflate beyond the bounds; returns how many cells
    hold an error value.
    """
    with path.open("rb") as stream:
        if stream.read(len(OLE2)) == OLE2:
            raise ReadError(
                _(
                    "The file is protected by a password or in the old .xls format. "
                    "Save it as .xlsx without one."
                )
            )
        try:
            with zipfile.ZipFile(stream) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise ReadError(_("The file is not a readable .xlsx workbook.")) from error
        _check_directory(entries, path.stat().st_size)
        return _check_contents(stream, entries, path.stat().st_size)


def _check_directory(entries: list[zipfile.ZipInfo], size: int) -> None:
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise ReadError(_("The file is not an .xlsx workbook."))
    if len(entries) > MAX_ENTRIES:
        raise ReadError(
            _("The workbook has too many parts (%(count)d).") % {"count": len(entries)}
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ReadError(_("The workbook is protected by a password."))
    _check_inflated(sum(entry.file_size for entry in entries), size)


def _check_inflated(inflated: int, size: int) -> None:
    too_dense = inflated > RATIO_COUNTS_FROM and inflated > size * MAX_RATIO
    if inflated > MAX_INFLATED or too_dense:
        raise ReadError(
            _(
                "The workbook unpacks to more than a file of this size may (a “ZIP bomb”). "
                "Save it as CSV."
            )
        )


def _check_contents(stream: BinaryIO, entries: list[zipfile.ZipInfo], size: int) -> int:
    """Count the bytes as they come out, since the directory may lie about them."""
    inflated = errors = 0
    for entry in entries:
        tail = b""
        for chunk in _inflate(stream, entry):
            inflated += len(chunk)
            _check_inflated(inflated, size)
            window = tail + chunk
            keep = window.rfind(b"<")
            keep = len(window) if keep < 0 or len(window) - keep > CHUNK else keep
            errors += len(ERROR_CELL.findall(window, 0, keep))
            tail = window[keep:]
        errors += len(ERROR_CELL.findall(tail))
    return errors


def _inflate(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    remaining = _seek_to_data(stream, entry)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ReadError(_("The workbook is packed by a method that is not used by .xlsx files."))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while remaining > 0 and (packed := stream.read(min(CHUNK, remaining))):
        remaining -= len(packed)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        try:
            while packed and not inflater.eof:
                yield inflater.decompress(packed, CHUNK)
                packed = inflater.unconsumed_tail
        except zlib.error as error:
            raise ReadError(_("The workbook is damaged.")) from error


def _seek_to_data(stream: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Stand at the entry's packed bytes; returns how many there are."""
    stream.seek(entry.header_offset)
    header = stream.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise ReadError(_("The workbook is damaged."))
    name_length, extra_length = LOCAL_HEADER.unpack(header)[-2:]
    stream.seek(name_length + extra_length, 1)
    return entry.compress_size
