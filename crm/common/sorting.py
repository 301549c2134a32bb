"""Swedish order (… z å ä ö) without ICU: a generated column that plain byte order sorts right."""

from datetime import date
from typing import Any

from django.db.models import CharField, F, Func, GeneratedField, TextField, Value
from django.db.models.functions import Coalesce, NullIf

AFTER_ALL_NAMES = "~"
"""Sorts behind every name: the key of what has none."""

_FROM = "ÅÄÖÆØåäöæøÉÈÊËéèêëÜÚÙÛüúùûÁÀÂÃáàâãÓÒÔÕóòôõÍÌÎÏíìîïÑñÇçÝý"
_TO = "{|}|}{|}|}eeeeeeeeyuuuyuuuaaaaaaaaooooooooiiiiiiiinnccyy"
_TABLE = str.maketrans(_FROM, _TO)


class SwedishKey(Func):
    """`lower` leaves what C collation does not know; translate then maps the Nordic letters behind
    z.
    """

    function = "translate"
    output_field = TextField()

    def __init__(self, field: str, unless: str = "") -> None:
        name: Any = F(field)
        if unless:
            name = Coalesce(NullIf(F(unless), Value("")), F(field), output_field=CharField())
        lowered = Func(name, function="lower", output_field=CharField())
        super().__init__(lowered, Value(_FROM), Value(_TO))


def sort_key(field: str, *, unless: str = "") -> GeneratedField:
    """A stored column to order by; it follows `field` (or `unless`, where that is filled) by
    itself.
    """
    key = SwedishKey(field, unless) if unless else SwedishKey(field)
    return GeneratedField(
        expression=key,
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )


def missing_last(key: Any) -> Coalesce:
    """A key that is never null: what has none sorts behind every name."""
    return Coalesce(key, Value(AFTER_ALL_NAMES), output_field=TextField())


def dated_last(day: str) -> Coalesce:
    """A key that is never null: what has no date sorts behind every date."""
    return Coalesce(day, Value(date(9999, 12, 31)))


def folded(text: str) -> str:
    """The sort key of a text, for finding names without regard to case and accents."""
    return text.lower().translate(_TABLE)
