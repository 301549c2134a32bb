"""The API answers a visitor with 401, not with the page of sign-in."""

from tests.authorisation import Row, for_all

ROWS: list[Row] = [
    for_all("api_schema", "GET", 200, anonymous=401),
]
