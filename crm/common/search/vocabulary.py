"""The words of all names, to compare misspelt ones with: a few ten thousand short words instead of
half a million names.

Triggers add the words of each new or changed name in the transaction that writes it. A word that
two transactions meet at once stands there twice: nobody waits for the other, as a unique index
would make them. Words of names that are gone are harmless, a search for them finds no record;
`bin/manage rebuild_search` drops them.
"""

from typing import Any, TypeVar

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model)
SHORTEST, LONGEST = 3, 40
SHORT_WORD = 8
"""Up to this length a word also stands with each of its letters dropped."""

_NEW_WORDS = """
    INSERT INTO search_word (word, rests)
    SELECT found.word, CASE WHEN length(found.word) > {short} THEN '{{}}' ELSE found.word || ARRAY(
        SELECT overlay(found.word PLACING '' FROM place FOR 1)
        FROM generate_series(1, length(found.word)) AS place
    ) END
    FROM (
        SELECT DISTINCT parts.word
        FROM ({source}) AS names, string_to_table(btrim(names.search_key), ' ') AS parts(word)
    ) AS found
    WHERE length(found.word) BETWEEN {shortest} AND {longest}
    AND NOT EXISTS (SELECT FROM search_word AS known WHERE known.word = found.word);
"""
_INSERTED = "SELECT search_key FROM new_rows"
_RENAMED = """
    SELECT new_rows.search_key FROM new_rows JOIN old_rows ON new_rows.id = old_rows.id
    WHERE new_rows.search_key <> old_rows.search_key
"""

NEW_ROWS: Any = pgtrigger.Referencing(new="new_rows")  # type: ignore[no-untyped-call] # a library
BOTH_ROWS: Any = pgtrigger.Referencing(old="old_rows", new="new_rows")  # type: ignore[no-untyped-call] # likewise


def keeps_words(model: type[M]) -> type[M]:
    """Class decorator of a model with a `search_key`."""
    pgtrigger.register(
        pgtrigger.Trigger(
            name="new_words",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=NEW_ROWS,
            func=f"{_adding(_INSERTED)} RETURN NULL;",
        ),
        pgtrigger.Trigger(
            name="changed_words",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=BOTH_ROWS,
            func=f"{_adding(_RENAMED)} RETURN NULL;",
        ),
    )(model)
    return model


def _adding(source: str) -> str:
    return _NEW_WORDS.format(source=source, shortest=SHORTEST, longest=LONGEST, short=SHORT_WORD)


def words_of_table(table: str) -> str:
    """The statement that adds the words of all rows there are, for a migration."""
    return _adding(f'SELECT search_key FROM "{table}"')  # noqa: S608 - a table of ours


@transaction.atomic
def rebuild_words() -> None:
    """Anew from the names of now. Names written meanwhile wait for it."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "search_key" for field in model._meta.fields)
    ]
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE search_word IN ACCESS EXCLUSIVE MODE")
        cursor.execute("TRUNCATE search_word")
        for table in tables:
            cursor.execute(words_of_table(table))
