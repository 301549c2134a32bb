"""What the palette offers beside records: things to do, pages to go to, views that people keep."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.common import navigation
from crm.common.search.asked import Asked, read
from crm.common.search.keys import search_key
from crm.common.search.ranking import GOOD, rank
from crm.common.search.registry import Command, Hit, commands_for, places_named
from crm.common.search.spelling import NONE

COMMANDS = 6


def commands(user: Any, text: str, most: int = COMMANDS) -> list[Hit]:
    """Those that the text names, the best first; without a text, what rooms offer to do."""
    asked = read(text)
    offers = [(_line(item), item.words) for item in commands_for(user)]
    if not asked.words:
        return [hit for hit, _words in offers if not hit.sends][:most]
    places = [_place(item) for item in navigation.items_for(user)]
    named = [(hit, ()) for hit in [*places, *places_named(user, text)]]
    scored = [_scored(asked, hit, words) for hit, words in [*offers, *named]]
    fitting = [hit for hit in scored if hit.score >= GOOD]
    return sorted(fitting, key=lambda hit: -hit.score)[:most]


def _scored(asked: Asked, hit: Hit, words: Iterable[str | Promise]) -> Hit:
    names = [search_key(str(name)) for name in (hit.label, *words)]
    score = max(rank(asked, key, NONE).score for key in names)
    return replace(hit, score=score)


def _line(command: Command) -> Hit:
    url = f"{reverse(command.route)}{command.query}"
    return Hit("command", 0, str(command.label), "", url, command.icon, sends=command.sends)


def _place(item: navigation.NavItem) -> Hit:
    return Hit("place", 0, str(item.label), str(_("Go to")), reverse(item.route), item.icon)
