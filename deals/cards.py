"""The cards of the board written straight: templates take twice as long for two hundred."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from crm.common.formats import NOTHING, format_compact_money, format_days
from crm.common.templatetags.ui import icon
from deals.models import Deal
from deals.queries.board import Card, Column

CARD = """<li class="board-card" id="deal-{pk}" data-row{marks}>
<div class="board-card-title"><a class="row-link" href="{url}"{focus}>{name}</a>{move}</div>
<p class="board-card-meta">{account}</p>
<p class="board-card-meta"><span class="board-card-value">{value}</span><span>{owner}</span></p>
<p class="board-card-marks">{notes}</p>
</li>
"""
MOVE = (
    '<button class="btn btn-icon" form="move-where" formaction="{}move/" aria-haspopup="true" '
    'aria-label="{}: {}" data-move>{}</button>'
)
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
    """What is the same on each card, looked up once."""

    language: str
    url: str
    move: str
    arrows: SafeString
    homeless: SafeString
    idle: SafeString
    own: str
    stage: str


def board_cards(column: Column, moved: Deal | None = None) -> SafeString:
    """`moved` is the deal whose card is given the keyboard's focus."""
    words, focused = _words(column), moved.pk if moved else None
    cards = ((_card(card, words, FOCUS if card.pk == focused else ""),) for card in column.cards)
    return format_html_join("", "{}", cards)


def _words(column: Column) -> _Words:
    return _Words(
        language=get_language() or "en",
        url=reverse("deals:deal_list"),
        move=_("Move"),
        arrows=icon("arrows-move"),
        homeless=format_html(WARNING, icon("alert-circle"), _("needs an account")),
        idle=format_html(WARNING, icon("hourglass"), _("idle")),
        own=pgettext("probability", "own"),
        stage=f"{pgettext('probability', 'stage')} {column.stage.probability}%",
    )


def _card(card: Card, words: _Words, focus: str) -> SafeString:
    url = f"{words.url}{card.pk}/"
    return format_html(
        CARD,
        pk=str(card.pk),
        marks=MARKS[card.is_idle, card.may_move],
        url=url,
        focus=focus,
        name=card.name,
        move=format_html(MOVE, url, words.move, card.name, words.arrows) if card.may_move else "",
        account=format_html(PART, card.account) if card.account else words.homeless,
        value=_value(card, words.language),
        owner=card.owner,
        notes=_notes(card, words),
    )


def _value(card: Card, language: str) -> str:
    if card.value is None:
        return NOTHING
    return format_compact_money(card.value, card.currency, language)


def _notes(card: Card, words: _Words) -> SafeString:
    days = "" if card.days is None else format_html(PART, format_days(card.days, words.language))
    own = card.own_probability
    chances = "" if own is None else format_html(PART, f"{words.own} {own}%, {words.stage}")
    return format_html("{}{}{}", days, words.idle if card.is_idle else "", chances)
