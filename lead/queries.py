"""What the head should look at first, the tree of teams, and the pipelines."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Account
from crm.common.days import business_day
from crm.common.formats import format_month
from crm.common.months import previous_month
from deals.models import Deal, Pipeline, Stage
from lead.people import Access
from lead.report_rows import not_sent
from messaging.models import OutboxMail
from messaging.states import TROUBLED, MailState
from users.models import Team, User


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a decision: how many, and the list that holds just these."""

    label: str
    count: int
    url: str
    hint: str
    icon: str

    @property
    def tone(self) -> str:
        return "warn" if self.count else ""


def waiting_for(user: User, at: datetime) -> list[Waiting]:
    """What is out of order among all that the user sees, the usual most urgent first."""
    shown = [*_deals(user, at), _accounts(user), _reports(user, at)]
    return [*shown, *_administration(user)] if user.is_admin else shown


def _deals(user: User, at: datetime) -> list[Waiting]:
    today = business_day(at)
    deals = Deal.objects.visible_to(user)
    return [
        Waiting(
            _("Closing date passed"),
            deals.late(today).count(),
            _list("deals:deal_list", late=1),
            _("open deals that should be closed by now"),
            "calendar-due",
        ),
        Waiting(
            _("Idle deals"),
            deals.idle(today).count(),
            _list("deals:deal_list", idle=1),
            _("longer in their stage than it allows"),
            "hourglass",
        ),
        Waiting(
            _("Deals without account"),
            deals.without_account().count(),
            _list("deals:deal_list", needs_account=1),
            _("an account is needed before an offer"),
            "briefcase",
        ),
    ]


def _accounts(user: User) -> Waiting:
    return Waiting(
        _("Accounts without owner"),
        Account.objects.visible_to(user).filter(owner__isnull=True).count(),
        _list("accounts:account_list", owner="none"),
        _("nobody looks after them"),
        "building",
    )


def _reports(user: User, at: datetime) -> Waiting:
    month = previous_month(business_day(at))
    return Waiting(
        _("Reports not sent"),
        not_sent(user, month),
        _list("lead:report_runs", month=f"{month:%Y-%m}", show="not_sent"),
        _("for %(month)s") % {"month": format_month(month, get_language() or "en")},
        "report-analytics",
    )


def _administration(user: User) -> list[Waiting]:
    mails = OutboxMail.objects.visible_to(user)
    states = dict(mails.filter(state__in=TROUBLED).values_list("state").annotate(Count("pk")))
    people = Waiting(
        _("People not invited"),
        User.objects.not_invited().count(),
        _list("lead:people", access=Access.NOT_INVITED.value),
        _("they have no password yet"),
        "user-plus",
    )
    return [
        people,
        *(
            Waiting(
                _("Mails: %(state)s") % {"state": state.label},
                states.get(state, 0),
                _list("messaging:outbox_list", state=state.value),
                _("somebody has to decide"),
                "mail-exclamation",
            )
            for state in TROUBLED
            if state == MailState.UNCERTAIN or states.get(state)
        ),
    ]


def _list(route: str, **filters: object) -> str:
    return f"{reverse(route)}?{urlencode(filters)}"


@dataclass(frozen=True)
class TeamNode:
    """A team, how many people the reader sees in it, and the teams below.

    `is_led`: it has a head, or a team above it has.
    """

    team: Team
    people: int
    is_led: bool
    below: "list[TeamNode]"


def team_tree(user: User) -> list[TeamNode]:
    """The teams that the user sees; one whose parent is out of sight stands at the top."""
    teams = list(Team.objects.visible_to(user).select_related("head").order_by("sort_key", "pk"))
    seen = User.objects.visible_to(user).values_list("team_id", flat=True)
    people, shown = Counter(seen), {team.pk for team in teams}
    below: dict[int | None, list[Team]] = defaultdict(list)
    for team in teams:
        below[team.parent_id if team.parent_id in shown else None].append(team)

    def node(team: Team, *, led_above: bool) -> TeamNode:
        is_led = led_above or team.head is not None
        lower = [node(child, led_above=is_led) for child in below[team.pk]]
        return TeamNode(team, people[team.pk], is_led, lower)

    return [node(team, led_above=False) for team in below[None]]


def pipelines_with_stages(user: User) -> QuerySet[Pipeline]:
    """Pipelines in order, each with its stages and how many open deals the reader sees in them."""
    deals = Deal.objects.visible_to(user).open()
    stages = Stage.objects.annotate(
        open_deals=Count("deals", filter=Q(deals__in=deals), distinct=True)
    )
    ordered = stages.order_by("position", "pk")
    rows: QuerySet[Pipeline] = Pipeline.objects.visible_to(user).order_by("position", "pk")
    return rows.prefetch_related(Prefetch("stages", queryset=ordered))
