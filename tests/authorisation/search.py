"""Who gets which answer from search: everybody a page, of what they may see."""

from tests.authorisation import Row, for_all, own_record

CANARY_BEGINS = "?q=canarybir"

ROWS: list[Row] = [
    for_all("search:search", "GET", 200),
    for_all("search:search", "GET", 200, query=CANARY_BEGINS),
    for_all("search:palette", "GET", 200),
    for_all("search:palette", "GET", 200, query="?q="),
    for_all("search:palette", "GET", 200, query=CANARY_BEGINS),
    own_record(
        "search:opened",
        "POST",
        204,
        reader=204,
        data=lambda cast: {"kind": "accounts", "pk": cast.akero.pk},
    ),
]
