"""What a deal may not do. Each function answers the reason in words for the person, or nothing.

They ask only what they are given, so an import can ask them row by row before anything is written.
"""

from datetime import date

from django.utils.translation import gettext as _

from deals.drafts import Move
from deals.models import Deal, LostReason, Outcome


def refusal_of_move(deal: Deal, move: Move, today: date) -> str:
    """Why the deal cannot take this step; staying where it is is never refused."""
    if deal.stage_id == move.to.pk:
        return ""
    if move.seen is not None and move.seen != deal.stage_id:
        return _("“%(deal)s” was moved to another stage meanwhile.") % {"deal": deal}
    if move.to.pipeline_id != deal.pipeline_id:
        return _("“%(deal)s” is in another pipeline than the stage “%(stage)s”.") % {
            "deal": deal,
            "stage": move.to,
        }
    if move.to.deleted_at:
        return _("The stage “%(stage)s” is no longer in use.") % {"stage": move.to}
    if deal.stage_since and move.on < deal.stage_since:
        return _(
            "“%(deal)s” came to its stage on %(day)s; the next step cannot lie before that."
        ) % {"deal": deal, "day": deal.stage_since}
    return (
        _refusal_of_reason(deal, move.to.outcome, move.lost_reason)
        or _refusal_of_closing(deal, move.to.outcome, move.on, today)
        or _refusal_of_future(move.on, today)
    )


def refusal_of_deal(deal: Deal, today: date) -> str:
    """Why the deal cannot be as its fields say; its stage decides whether it is closed."""
    outcome = deal.stage.outcome
    if deal.stage.deleted_at:
        return _("The stage “%(stage)s” is no longer in use.") % {"stage": deal.stage}
    if outcome == Outcome.OPEN and deal.closed_on:
        return _("“%(deal)s” is open, so it has no closing date.") % {"deal": deal}
    if outcome != Outcome.LOST and deal.lost_reason:
        return _("“%(deal)s” is not lost, so it has no reason for that.") % {"deal": deal}
    if deal.engaged_on and deal.engaged_on > today:
        return _("“%(deal)s” cannot be engaged on a day that has not come.") % {"deal": deal}
    return _refusal_of_reason(deal, outcome, deal.lost_reason) or _refusal_of_closing(
        deal, outcome, deal.closed_on or today, today
    )


def _refusal_of_reason(deal: Deal, outcome: str, reason: str) -> str:
    if outcome != Outcome.LOST:
        return ""
    if not reason:
        return _("Say why “%(deal)s” was lost.") % {"deal": deal}
    if reason not in LostReason.values:
        return _("“%(reason)s” is not one of the reasons for losing a deal.") % {"reason": reason}
    return ""


def _refusal_of_closing(deal: Deal, outcome: str, day: date, today: date) -> str:
    if outcome == Outcome.OPEN:
        return ""
    if deal.engaged_on and day < deal.engaged_on:
        return _("“%(deal)s” was engaged on %(day)s and cannot close before that.") % {
            "deal": deal,
            "day": deal.engaged_on,
        }
    return _refusal_of_future(day, today)


def _refusal_of_future(day: date, today: date) -> str:
    return _("A step cannot lie in the future.") if day > today else ""
