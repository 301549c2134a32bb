"""Who may look at the demonstration company as such, and take it away."""

from tests.authorisation import admins

ROWS = [
    admins("exchange:demonstration", "GET", 200),
    admins("exchange:demonstration_remove", "POST", 302),
]
