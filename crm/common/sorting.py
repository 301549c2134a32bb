"""Swedish order (… z å ä ö) without ICU: a generated column that plain byte order sorts right."""

from django.db.models import CharField, F, Func, GeneratedField, TextField, Value

_FROM = "ÅÄÖÆØåäöæøÉÈÊËéèêëÜÚÙÛüúùûÁÀÂÃáàâãÓÒÔÕóòôõÍÌÎÏíìîïÑñÇçÝý"
_TO = "{|}|}{|}|}eeeeeeeeyuuuyuuuaaaaaaaaooooooooiiiiiiiinnccyy"


class SwedishKey(Func):
    """`lower` leaves what C collation does not know; translate then maps the Nordic letters behind z."""

    function = "translate"
    output_field = TextField()

    def __init__(self, field: str) -> None:
        lowered = Func(F(field), function="lower", output_field=CharField())
        super().__init__(lowered, Value(_FROM), Value(_TO))


def sort_key(field: str) -> GeneratedField:
    """A stored column to order by; it follows `field` by itself."""
    return GeneratedField(
        expression=SwedishKey(field), output_field=TextField(db_collation="C"), db_persist=True
    )


def folded(text: str) -> str:
    """The sort key of a text, for finding names without regard to case and accents."""
    return text.lower().translate(str.maketrans(_FROM, _TO))
