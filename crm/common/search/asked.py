"""What a person typed, taken apart: words that name something, and those that only say how the
company is registered.
"""

import re
from dataclasses import dataclass

from crm.common.search.keys import search_key

LONGEST_TEXT = 100
MOST_WORDS = 6
_LEGAL_FORMS = (
    "aktiebolaget|aktiebolag|ab|publ|handelsbolag|hb|kommanditbolag|kb|enskild firma|"
    "ekonomisk forening|ek for|ideell forening|oyj|oy|abp|ky|asa|as|a s|aps|i s|k s|ans|enk|"
    "gmbh|mbh|ag|kg|ohg|ug|limited|ltd|plc|llc|llp|incorporated|inc|corporation|corp|company|co|"
    "sarl|sa|srl|bv|nv|pty|sp z oo|sro|kft|oue|uab|sia"
)
_FORMS = re.compile(rf" (?:{_LEGAL_FORMS})(?= )")
_JOINING = frozenset({"och", "and", "und", "og", "ja", "the"})
_SINGLE = frozenset({"a", "s", "i"})  # initials more often than half a form
_PASSED_OVER = _JOINING.union(*(form.split() for form in _LEGAL_FORMS.split("|"))) - _SINGLE


@dataclass(frozen=True)
class Asked:
    """`words` as they stand in search keys, `form` the legal forms that were typed."""

    text: str
    words: tuple[str, ...]
    form: str = ""

    @property
    def pairs(self) -> dict[tuple[int, int], str]:
        """Neighbours written as one word: “norr köping”."""
        return {
            (at, at + 1): "".join(self.words[at : at + 2]) for at in range(len(self.words) - 1)
        }


def read(text: str) -> Asked:
    """Forms are left out while three letters remain: “AB” alone is looked for as it is."""
    clean = " ".join(text.replace("\0", " ").split())[:LONGEST_TEXT].strip()
    key = search_key(clean)
    names = tuple(word for word in _FORMS.sub("", key).split() if word not in _JOINING)
    if len("".join(names)) < 3:
        return Asked(clean, tuple(key.split()[:MOST_WORDS]))
    form = " ".join(found.group().strip() for found in _FORMS.finditer(key))
    return Asked(clean, names[:MOST_WORDS], form)


def without_form(key: str) -> list[str]:
    """The words of a stored name that count when it is compared."""
    return [word for word in key.split() if word not in _PASSED_OVER] or key.split()
