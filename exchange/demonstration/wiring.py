"""What this part of the room gives to the pages of lower rooms."""

from dataclasses import dataclass

from crm.common import slots
from crm.common.slots import Filling
from exchange.demonstration.removal import is_loaded
from users.models import User


@dataclass(frozen=True)
class Notice:
    """Shown as long as the demonstration company is there."""


def connect() -> None:
    slots.fill(Filling("home.notice", "demonstration", "exchange/_home_notice.html", notice))


def notice(user: User, record: object) -> Notice | None:
    return Notice() if user.is_admin and is_loaded() else None
