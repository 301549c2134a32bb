"""Shapes of JSON values, checked one at a time; all faults of a mapping are collected and told at
once.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

NAMES_SHOWN = 12
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def nearest(name: str, known: Iterable[str]) -> str:
    """The nearest known names in quotes, or the known ones when none is near."""
    names = sorted(set(known))
    folded = {candidate.casefold(): candidate for candidate in names}
    near = [folded[match] for match in get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    return ", ".join(f"“{candidate}”" for candidate in near or names[:NAMES_SHOWN])


class Faults:
    """Collects messages, each with the place in the mapping that it speaks of."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, place: str, message: str) -> None:
        self.messages.append(f"{place}: {message}" if place else message)

    def unknown(self, place: str, name: str, known: Iterable[str]) -> None:
        message = _("“%(name)s” is not known; nearest: %(near)s.")
        self.add(place, message % {"name": name, "near": nearest(name, known) or "–"})

    def mapping(
        self, place: str, value: Any, known: Iterable[str] | None = None
    ) -> dict[str, Any]:
        """The value as an object; keys outside `known` are reported and left out."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.add(place, _("must be an object in braces."))
            return {}
        allowed = None if known is None else set(known)
        for key in value:
            if allowed is not None and key not in allowed:
                self.unknown(place, key, allowed)
        return {key: item for key, item in value.items() if allowed is None or key in allowed}

    def text(self, place: str, value: Any) -> str:
        """The value as non-empty text; whole numbers and true/false count as what they are written
        as.
        """
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return str(value)
        if not isinstance(value, str) or not value.strip() or UNSTORABLE.search(value):
            self.add(place, _("must be a text in quotation marks, and not empty."))
            return ""
        return value.strip()

    def texts(self, place: str, value: Any) -> tuple[str, ...]:
        """One text or a list of texts."""
        items = value if isinstance(value, list) else [value]
        if not items:
            self.add(place, _("must not be an empty list."))
        found = tuple(self.text(place, item) for item in items)
        return tuple(item for item in found if item)

    def flag(self, place: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.add(place, _("must be true or false."))
        return value is True

    def number(self, place: str, value: Any, low: int, high: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.add(
                place,
                _("must be a whole number from %(low)d to %(high)d.") % {"low": low, "high": high},
            )
            return low
        return value
