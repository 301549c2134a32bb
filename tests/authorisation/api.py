"""The API answers a visitor with 401, not with the page of sign-in."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Account, AccountMember, LifecycleChange
from catalog.models import Category
from crm.common.lists.models import SavedView
from deals.models import StageChange, ValueChange
from messaging.models import OutboxMail
from reports import services
from reports.models import MonthlyReport
from tests.authorisation import Row, admins, for_all, leaders, own_record
from tests.cast import Cast
from users.models import Team, User

MONTH = date(2026, 1, 1)
FIGURES = "?measure=won_value&by=head"
Args = Callable[[Cast], list[Any]]
Data = Callable[[Cast], dict[str, Any]]


def _freeze() -> None:
    at = timezone.now()
    services.request_reports(MONTH, services.requests_for(MONTH), send=False, at=at)
    services.freeze_month(MONTH, at=at)


def _frozen(cast: Cast) -> list[str]:
    _freeze()
    return ["2026-01"]


def _report(cast: Cast) -> list[int]:
    _freeze()
    return [MonthlyReport.objects.get(month=MONTH, subject=cast.anna).pk]


def _mail(cast: Cast) -> list[int]:
    values = {"message_id": "x", "to_address": "anna@crm.example", "subject": "x", "text": "x"}
    mail, _made = OutboxMail.objects.get_or_create(dedupe_key="x", defaults=values)
    return [mail.pk]


def _member(cast: Cast) -> list[int]:
    member, _made = AccountMember.objects.get_or_create(account=cast.akero, user=cast.arvid)
    return [member.pk]


def _step(cast: Cast) -> list[int]:
    change = LifecycleChange.objects.create(
        account=cast.akero, after="active", happened_on=MONTH, by=cast.anna, route="page"
    )
    return [change.pk]


def _without_deals(cast: Cast) -> list[int]:
    account = Account.objects.create(name="Åkerö Nytt AB", owner=cast.anna, team=cast.team_a)
    return [account.pk]


def _empty_category(cast: Cast) -> list[int]:
    return [Category.objects.create(name="Övrigt").pk]


def _empty_team(cast: Cast) -> list[int]:
    return [Team.objects.create(name="Team C").pk]


def _newcomer(cast: Cast) -> list[int]:
    return [User.objects.create_user("ny@crm.example", "Nya Nilsson").pk]


def _view(cast: Cast) -> list[int]:
    view, _made = SavedView.objects.get_or_create(
        name="Norr", list_key="accounts", owner=cast.anna, team=cast.team_a
    )
    return [view.pk]


def of(name: str) -> Args:
    return lambda cast: [getattr(cast, name).pk]


def sent(**values: Any) -> Data:
    return lambda cast: values


def readable(name: str, *, everyone: bool = True, args: Args) -> list[Row]:
    """List and record; Anna's is hidden from the other team, what all share is not."""
    detail = for_all if everyone else own_record
    return [
        for_all(f"api:{name}-list", "GET", 200, anonymous=401),
        detail(f"api:{name}-detail", "GET", 200, anonymous=401, args=args),
    ]


def changes(name: str, rule: Callable[..., Row], args: Args, data: Data) -> list[Row]:
    options = {"anonymous": 401, "args": args, "data": data}
    route = f"api:{name}-detail"
    return [rule(route, "PATCH", 200, **options), rule(route, "PUT", 200, **options)]


def removal(name: str, rule: Callable[..., Row], args: Args) -> Row:
    return rule(f"api:{name}-detail", "DELETE", 204, anonymous=401, args=args)


def addition(name: str, rule: Callable[..., Row], data: Data, **more: int) -> Row:
    return rule(f"api:{name}-list", "POST", 201, anonymous=401, data=data, **more)


def _contact(cast: Cast) -> dict[str, Any]:
    return {"full_name": "Åsa Lind", "affiliations": [{"account": cast.akero.pk}]}


def _pipeline(cast: Cast) -> dict[str, Any]:
    outcomes = ("open", "won", "lost")
    return {"name": "Partner", "stages": [{"name": one, "outcome": one} for one in outcomes]}


ACCOUNT = sent(name="Ystad Hamn AB")
DEAL = sent(name="Åkerö utökning")
RATE = sent(currency="USD", day="2026-02-01", rate="10.5")
PERSON = sent(email="ystad@crm.example", full_name="Ylva Ystad")
WRITERS = {"reader": 403}
TEAM_A = {"foreign": 400, "other_head": 400, "reader": 403}

ROWS: list[Row] = [
    for_all("api:schema", "GET", 200, anonymous=401),
    for_all("api:docs", "GET", 200),
    for_all("api:figures", "GET", 200, anonymous=401, query=FIGURES),
    for_all(
        "api:monthly_report",
        "GET",
        404,
        anonymous=401,
        manager=200,
        reader=200,
        head=200,
        admin=200,
        args=_frozen,
        query="?user=anna@crm.example",
    ),
    *readable("reports", args=_report, everyone=False),
    *readable("accounts", args=of("akero"), everyone=False),
    addition("accounts", for_all, ACCOUNT, **WRITERS),
    *changes("accounts", own_record, of("akero"), ACCOUNT),
    removal("accounts", own_record, _without_deals),
    own_record(
        "api:accounts-lifecycle",
        "POST",
        200,
        anonymous=401,
        args=of("akero"),
        data=sent(to="key"),
    ),
    *readable("account-members", args=_member, everyone=False),
    addition(
        "account-members",
        for_all,
        lambda cast: {"account": cast.akero.pk, "user": cast.arvid.pk},
        **TEAM_A,
    ),
    *changes("account-members", own_record, _member, sent(role="deputy")),
    removal("account-members", own_record, _member),
    *readable("lifecycle-changes", args=_step, everyone=False),
    *readable("contacts", args=of("eva"), everyone=False),
    addition("contacts", for_all, _contact, **TEAM_A),
    *changes("contacts", own_record, of("eva"), _contact),
    removal("contacts", own_record, of("eva")),
    *readable("sectors", args=of("sector")),
    addition("sectors", leaders, sent(name="Energi")),
    *readable("products", args=of("product")),
    addition("products", leaders, sent(name="Utbildning")),
    *changes("products", leaders, of("product"), sent(name="Service")),
    removal("products", leaders, of("product")),
    *readable("categories", args=of("category")),
    addition("categories", leaders, sent(name="Varor")),
    *changes("categories", leaders, of("category"), sent(name="Varor")),
    removal("categories", leaders, _empty_category),
    *readable("rates", args=of("rate")),
    addition("rates", leaders, RATE),
    *changes("rates", leaders, of("rate"), sent(rate="11.25")),
    removal("rates", leaders, of("rate")),
    *readable("deals", args=of("akero_deal"), everyone=False),
    addition(
        "deals",
        for_all,
        lambda cast: {"name": "Åkerö utökning", "stage": cast.qualify.pk},
        **WRITERS,
    ),
    *changes("deals", own_record, of("akero_deal"), DEAL),
    removal("deals", own_record, of("akero_deal")),
    own_record(
        "api:deals-move",
        "POST",
        200,
        anonymous=401,
        args=of("akero_deal"),
        data=lambda cast: {"stage": cast.won.pk},
    ),
    *readable(
        "stage-changes",
        args=lambda cast: [StageChange.objects.get(deal=cast.akero_deal).pk],
        everyone=False,
    ),
    *readable(
        "value-changes",
        args=lambda cast: [ValueChange.objects.get(deal=cast.akero_deal).pk],
        everyone=False,
    ),
    *readable("pipelines", args=of("pipeline")),
    addition("pipelines", leaders, _pipeline),
    leaders(
        "api:pipelines-detail",
        "PATCH",
        200,
        anonymous=401,
        args=of("pipeline"),
        data=sent(name="Försäljning 2"),
    ),
    leaders(
        "api:pipelines-detail",
        "PUT",
        409,
        anonymous=401,
        args=of("pipeline"),
        data=_pipeline,
    ),
    *readable("stages", args=of("qualify")),
    *readable("users", args=of("anna"), everyone=False),
    addition("users", admins, PERSON),
    *changes("users", admins, of("anna"), PERSON),
    admins("api:users-invite", "POST", 200, anonymous=401, args=_newcomer),
    *readable("teams", args=of("team_a"), everyone=False),
    addition("teams", admins, sent(name="Team D")),
    *changes("teams", admins, of("team_a"), sent(name="Team A1")),
    removal("teams", admins, _empty_team),
    *readable("views", args=_view, everyone=False),
    addition("views", for_all, sent(list="accounts", name="Mina"), **WRITERS),
    *changes("views", own_record, _view, sent(name="Våra", query="sort=-name")),
    removal("views", own_record, _view),
    admins("api:outbox-list", "GET", 200, anonymous=401),
    admins("api:outbox-list", "GET", 400, anonymous=401, query="?unknown=1"),
    admins("api:outbox-detail", "GET", 200, anonymous=401, args=_mail),
]
