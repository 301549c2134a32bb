"""The menus of *Do next*, written straight: templates took half of the page's time for them."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.common.templatetags.ui import icon
from deals.models import Outcome
from reports.home import Waiting

MENU = """<button type="button" class="btn btn-icon btn-sm btn-quiet" popovertarget="move-{pk}">
{dots}<span class="visually-hidden">{about}</span></button>
<div class="menu" id="move-{pk}" popover>
{moves}<hr class="menu-divider">
{ends}<hr class="menu-divider">
<a class="menu-item" href="{edit}">{calendar}{change}</a>
</div>"""
MOVE = (
    '<button type="submit" class="menu-item" form="decide" formaction="{}" name="to" value="{}">'
    "{}{}</button>\n"
)
END = '<a class="menu-item" href="{}?to={}">{}{} …</a>\n'
END_ICONS = {Outcome.WON: "trophy", Outcome.LOST: "circle-x"}


def move_menu(item: Waiting) -> SafeString:
    """Where the deal can move; its buttons belong to the form `decide` of the list."""
    deal = item.deal
    url = reverse("deals:deal_move", args=[deal.pk])
    to, arrow = _("Move to %(stage)s"), icon("arrow-right")
    going_on = (stage for stage in item.stages if stage.outcome == Outcome.OPEN)
    ending = (stage for stage in item.stages if stage.outcome != Outcome.OPEN)
    moves = ((url, stage.pk, arrow, to % {"stage": stage}) for stage in going_on)
    ends = ((url, stage.pk, icon(END_ICONS[Outcome(stage.outcome)]), stage) for stage in ending)
    return format_html(
        MENU,
        pk=deal.pk,
        dots=icon("dots"),
        about=_("Decide about %(deal)s") % {"deal": deal},
        moves=format_html_join("", MOVE, moves),
        ends=format_html_join("", END, ends),
        edit=reverse("deals:deal_edit", args=[deal.pk]),
        calendar=icon("calendar"),
        change=_("Change the closing date"),
    )
