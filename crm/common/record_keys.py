"""A record's key, as a parameter of an address or a form names it."""

LONGEST = 18
"""Digits; more do not fit the column."""


def key_in(text: str) -> int | None:
    """The key that the text is; None for what can be none."""
    is_key = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    return int(text) if is_key else None
