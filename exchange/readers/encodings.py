"""Which encoding a text file is in. The whole file is checked, so that no row can fail to decode
later.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.readers.rows import FileOptions, ReadError

CHUNK = 1 << 20
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
STATED = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "iso-8859-1",
    "iso-8859-15",
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec name, and what the report has to say about how it was found."""

    codec: str
    notes: tuple[str, ...] = ()


def recognise_encoding(path: Path, stated: str | None) -> Encoding:
    """That of the byte order mark, or the stated one, or UTF-8, or a Western single-byte one with
    a note.
    """
    certain = _marked(path) or stated
    if certain:
        _require(path, certain)
        return Encoding(certain)
    _refuse_unmarked_utf16(path)
    line = first_undecodable_line(path, "utf-8")
    if line is None:
        return Encoding("utf-8")
    return _western(path, line)


def first_undecodable_line(path: Path, codec: str) -> int | None:
    """The number of the first line that is not in this encoding, or None when all are."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    for chunk in _chunks(path):
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        line += chunk.count(b"\n")
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    """The file's bytes, and an empty chunk, so that a character cut off at the end is noticed."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
    yield b""


def _marked(path: Path) -> str | None:
    with path.open("rb") as stream:
        start = stream.read(4)
    return next((codec for mark, codec in BYTE_ORDER_MARKS if start.startswith(mark)), None)


def _require(path: Path, codec: str) -> None:
    line = first_undecodable_line(path, codec)
    if line is not None:
        raise ReadError(
            _("Line %(line)d is not valid %(encoding)s. Save the file again as UTF-8.")
            % {"line": line, "encoding": codec.upper()}
        )


def _refuse_unmarked_utf16(path: Path) -> None:
    with path.open("rb") as stream:
        sample = stream.read(4096)
    for offset, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[offset::2].count(0) * 2 > len(sample) // 2:
            raise ReadError(
                _(
                    "The file looks like UTF-16 without a byte order mark. Save it as UTF-8, or "
                    "state the encoding “%(encoding)s” in the mapping."
                )
                % {"encoding": codec},
                likely=FileOptions(encoding=codec),
            )


def _western(path: Path, line: int) -> Encoding:
    codec, name = "cp1252", "Windows-1252"
    if first_undecodable_line(path, codec) is not None:
        codec, name = "iso-8859-1", "ISO 8859-1 (Latin-1)"
    note = _(
        "Line %(line)d is not UTF-8, so the whole file was read as %(encoding)s, the usual "
        "Western encoding. Check letters such as å, ä, ö, é."
    )
    return Encoding(codec, (note % {"line": line, "encoding": name},))
