"""Swedish order (… z å ä ö) without ICU: a generated column that plain byte order sorts right."""

from datetime import date
from decimal import Decimal
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


def missing_last(key: Any, *, down: bool = False) -> Coalesce:
    """A key that is never null: what has none sorts behind every name, also in the order `down`,
    from the last to the first.
    """
    return Coalesce(key, Value("" if down else AFTER_ALL_NAMES), output_field=TextField())


def dated_last(day: str, *, down: bool = False) -> Coalesce:
    """The same for dates."""
    return Coalesce(day, Value(date.min if down else date.max))


def valued_last(amount: Any, *, down: bool = False) -> Coalesce:
    """The same for amounts, which are not negative."""
    return Coalesce(amount, Value(Decimal(-1) if down else Decimal(10) ** 30))


def folded(text: str) -> str:
    """The sort key of a text, for finding names without regard to case and accents."""
    return text.lower().translate(_TABLE)
