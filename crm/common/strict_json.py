"""What JSON may hold and a database cannot keep."""

import math
from collections.abc import Mapping
from itertools import chain
from typing import Any

DEEPEST = 20


def no_constant(name: str) -> Any:
    """For `parse_constant`: NaN and its kin are no JSON."""
    raise ValueError(name)


def refuse_unkept(value: Any, depth: int = 0) -> None:
    """Raises ValueError for lone surrogates, NUL, endless numbers and deep nesting."""
    if depth > DEEPEST:
        raise ValueError("Nested too deep.")
    if isinstance(value, str):
        _refuse_letters(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("A number is too large.")
    elif isinstance(value, Mapping | list):
        inside = chain.from_iterable(value.items()) if isinstance(value, Mapping) else value
        for inner in inside:
            refuse_unkept(inner, depth + 1)


def _refuse_letters(text: str) -> None:
    text.encode("utf-8")  # a lone surrogate has no bytes
    if "\0" in text:
        raise ValueError("NUL")
