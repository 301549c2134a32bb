"""A name as it is searched: small letters without accents, one blank before each word and behind
the last: “Åkerö Hälsovård AB” is “ akero halsovard ab ”.

The database keeps the key in a generated column, so it follows every write; `search_key` says the
same of what a person types. As å, ä and ö are a, a and o here, it is no key to sort by: that is
crm.common.sorting.
"""

import re
import unicodedata

from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db.models import Func, GeneratedField, Index, TextField

_LETTERS, _PLAIN = "øłđðþæœßı", "olddtaosi"
_DROPPED = re.compile("[\u0300-\u036f.'’`]")  # accents; marks inside of words: O'Brien, S.A.
_BETWEEN = re.compile(r"[\W_]+")


def search_key(text: str) -> str:
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text)).lower()
    words = _BETWEEN.sub(" ", bare.translate(str.maketrans(_LETTERS, _PLAIN)))
    return f" {words.strip()} "


class SearchKey(Func):
    """The same in SQL, of a column; every function of it is immutable."""

    template = (
        "' ' || btrim(regexp_replace(translate(lower(regexp_replace(normalize(%(expressions)s, "
        "NFKD), '[\\u0300-\\u036f.''’`]', '', 'g')), "
        f"'{_LETTERS}', '{_PLAIN}'), '[^[:alnum:]]+', ' ', 'g')) || ' '"
    )
    output_field = TextField()


def search_key_field(source: str) -> GeneratedField:
    return GeneratedField(
        expression=SearchKey(source),
        output_field=TextField(db_collation="C"),
        db_persist=True,
        editable=False,
    )


def search_indexes(model: str) -> list[Index]:
    """Find parts of a name, and the name itself, of which the parts may be in most others."""
    whole = HashIndex(fields=["search_key"], name=f"{model}_whole")
    return [search_index(f"{model}_search"), whole]


def search_index(name: str, column: str = "search_key") -> GinIndex:
    """Finds any part of three letters and more (pg_trgm)."""
    return GinIndex(fields=[column], opclasses=["gin_trgm_ops"], name=name)


def number_indexes(model: str, *columns: str) -> list[Index]:
    """Find numbers by how they begin, whatever the database's collation."""
    return [
        Index(fields=[column], opclasses=["varchar_pattern_ops"], name=f"{model}_{column}_begins")
        for column in columns
    ]
