"""Which characters the report's typeface can print.

An accessible PDF may not hold a character without a glyph, and the compiler refuses one. Names
come from anywhere (Chinese, emoji), so what the typeface lacks is printed as "□" in the PDF; page
and mail show it as it is.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
MISSING = "□"

# Joiners, soft hyphens, variation selectors and direction marks: they print as nothing.
_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def printable(text: str) -> str:
    """The text with a "□" for each character that cannot be printed; line breaks are kept."""
    known = _covered()
    composed = unicodedata.normalize("NFC", text)
    return "".join(_shown(char, known) for char in composed if char not in _INVISIBLE)


def _shown(char: str, known: frozenset[int]) -> str:
    if char in "\n\t":
        return char
    return char if ord(char) in known else MISSING


@cache
def _covered() -> frozenset[int]:
    faces = [_characters(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*faces)


def _characters(font: bytes) -> frozenset[int]:
    """Read the font's table of characters (OpenType "cmap", the segments of format 12)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    count = struct.unpack_from(">H", font, cmap + 2)[0]
    starts = (struct.unpack_from(">HHI", font, cmap + 4 + 8 * i)[2] for i in range(count))
    table = next(cmap + at for at in starts if struct.unpack_from(">H", font, cmap + at)[0] == 12)
    groups = struct.unpack_from(">I", font, table + 12)[0]
    segments = (struct.unpack_from(">III", font, table + 16 + 12 * i) for i in range(groups))
    return frozenset(code for first, last, _glyph in segments for code in range(first, last + 1))
