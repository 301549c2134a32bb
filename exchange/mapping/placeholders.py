"""Patterns such as “{first}.{last}@example.com”: only known names are replaced, nothing else is
interpreted.
"""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

from django.utils.translation import gettext as _

PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
FOLDED = str.maketrans(
    {"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


def faults_in(pattern: str, allowed: frozenset[str]) -> list[str]:
    """What is wrong with a pattern, in words; an empty list when it can be filled."""
    faults = []
    for name in PLACEHOLDER.findall(pattern):
        if name not in allowed:
            near = get_close_matches(name, allowed, n=1) or sorted(allowed)
            faults.append(
                _("“{%(name)s}” is not known; nearest: %(near)s.")
                % {"name": name, "near": ", ".join(f"{{{known}}}" for known in near)}
            )
    if re.search(r"[{}]", PLACEHOLDER.sub("", pattern)):
        faults.append(_("A brace stands alone; only placeholders such as {name} may have braces."))
    return faults


def names_in(pattern: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(pattern))


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its placeholders replaced, or nothing when one of them has no value."""
    if not all(values.get(name) for name in names_in(pattern)):
        return ""
    return PLACEHOLDER.sub(lambda found: values[found[1]], pattern)


def fold_for_address(text: str) -> str:
    """Letters as they may stand in an e-mail address: “Åsa  O'Brien” gives “asa.obrien”."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(FOLDED))
    words = re.split(r"\s+", plain.strip())
    return ".".join(filter(None, (re.sub(r"[^a-z0-9-]", "", word) for word in words)))


def name_parts(full_name: str) -> dict[str, str]:
    """The first and the last word of a name, for patterns only; one word is both."""
    words = full_name.split()
    return {"first": words[0], "last": words[-1]} if words else {}
