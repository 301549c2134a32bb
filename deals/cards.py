"""The cards of the board written straight: templates take twice as long for two hundred."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from crm.common.formats import NOTHING, format_compact_money, format_days
from crm.common.templatetags.ui import icon
from deals.models import Deal
from deals.queries.board import Card, Column

CARD = """<li class="board-card" id="deal-{pk}" data-row{marks}>
<div class="board-card-title"><a class="row-link" href="{all}{pk}/"{focus}>{name}</a>{move}</div>
<p class="board-card-meta"><span>{account}</span></p>
<p class="board-card-meta"><span class="board-card-value">{value}</span><span>{owner}</span></p>
<p class="board-card-marks">{days}{idle}{chances}</p>
</li>
"""
MOVE = (
    '<button class="btn btn-icon" form="move-where" formaction="{all}{pk}/move/" '
    'aria-haspopup="true" aria-label="{verb}: {name}" data-move>{arrows}</button>'
)
MOVABLE = CARD.replace("{move}", MOVE)
FIXED = CARD.replace("{move}", "")
WARNING = '<span class="tone-warn">{}{}</span>'
PART = "<span>{}</span>"
FOCUS = format_html(" {}", "data-focus")
MARKS = {
    (False, False): "",
    (True, False): format_html(" {}", "data-idle"),
    (False, True): format_html(" {}", "data-movable"),
    (True, True): format_html(" {}", "data-idle data-movable"),
}
"""Of a card that is idle, that may be moved."""


@dataclass(frozen=True)
class _Words:
    """What is the same on each card, or on many, written once: `days` by their number, `chances`
    by the deal's own probability.
    """

    language: str
    all: SafeString
    verb: SafeString
    arrows: SafeString
    homeless: SafeString
    idle: SafeString
    days: Mapping[int | None, str]
    chances: Mapping[int | None, str]


def board_cards(column: Column, moved: Deal | None = None) -> SafeString:
    """`moved` is the deal whose card is given the keyboard's focus."""
    words, focused = _words(column), moved.pk if moved else None
    cards = ((_card(card, words, FOCUS if card.pk == focused else ""),) for card in column.cards)
    return format_html_join("", "{}", cards)


def _words(column: Column) -> _Words:
    language = get_language() or "en"
    own = pgettext("probability", "own")
    stage = f"{pgettext('probability', 'stage')} {column.stage.probability}%"
    days = {card.days for card in column.cards} - {None}
    chances = {card.own_probability for card in column.cards} - {None}
    return _Words(
        language=language,
        all=conditional_escape(reverse("deals:deal_list")),
        verb=conditional_escape(_("Move")),
        arrows=icon("arrows-move"),
        homeless=format_html(WARNING, icon("alert-circle"), _("needs an account")),
        idle=format_html(WARNING, icon("hourglass"), _("idle")),
        days={None: "", **{n: format_html(PART, format_days(n, language)) for n in days}},
        chances={None: "", **{n: format_html(PART, f"{own} {n}%, {stage}") for n in chances}},
    )


def _card(card: Card, words: _Words, focus: str) -> SafeString:
    return format_html(
        MOVABLE if card.may_move else FIXED,
        pk=card.pk,
        marks=MARKS[card.is_idle, card.may_move],
        all=words.all,
        focus=focus,
        name=conditional_escape(card.name),
        verb=words.verb,
        arrows=words.arrows,
        account=card.account or words.homeless,
        value=_value(card, words.language),
        owner=card.owner,
        days=words.days[card.days],
        idle=words.idle if card.is_idle else "",
        chances=words.chances[card.own_probability],
    )


def _value(card: Card, language: str) -> str:
    if card.value is None:
        return NOTHING
    return format_compact_money(card.value, card.currency, language)
