"""What the deal list and the board can be narrowed by. Figures and reports link to these names."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import DateInput, HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Sector
from catalog.models import Product
from catalog.rates import rates_on
from crm.common.days import business_day
from crm.common.lists.choices import RecordChoiceFilter
from crm.common.lists.filters import ListFilter
from deals.models import DealLine, DealQuerySet, Outcome, Pipeline, Stage
from deals.people import PersonFilter, TeamFilter, heads, owners, teams
from deals.queries.listing import stage_on
from users.models import User

ALL = _("All")
NONE = "none"
YES = [("1", _("yes"))]


def _accounts(request: Any) -> QuerySet[Account]:
    return Account.all_objects.visible_to(request.user)


def _sectors(request: Any) -> QuerySet[Sector]:
    return Sector.all_objects.visible_to(request.user).order_by("sort_key", "pk")


def _products(request: Any) -> QuerySet[Product]:
    return Product.all_objects.visible_to(request.user).order_by("sort_key", "pk")


def _pipelines(request: Any) -> QuerySet[Pipeline]:
    return Pipeline.all_objects.visible_to(request.user).order_by("position", "pk")


def _stages(request: Any) -> QuerySet[Stage]:
    return Stage.all_objects.visible_to(request.user).order_by(
        "pipeline__position", "position", "pk"
    )


def _choice(queryset: Any, label: Any, **options: Any) -> RecordChoiceFilter:
    return RecordChoiceFilter(queryset=queryset, empty_label=ALL, label=label, **options)


def _day(field: str, lookup: str, label: Any) -> django_filters.DateFilter:
    widget = DateInput({"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(
        field_name=field, lookup_expr=lookup, label=label, widget=widget
    )


def _mark(method: str, label: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(choices=YES, method=method, empty_label=ALL, label=label)


class BoardFilter(ListFilter):
    """What the board and the list share."""

    bar = ("owner", "team", "pipeline")

    q = django_filters.CharFilter(method="named", label=_("Search by deal or account"))
    owner = PersonFilter(queryset=owners, path="owner", empty_label=ALL, label=_("Owner"))
    team = TeamFilter(
        queryset=teams,
        path="owner__team",
        empty_label=ALL,
        label=_("Team"),
        field_name="owner__team",
        null_label=_("no team"),
        null_value=NONE,
    )
    account = _choice(
        _accounts,
        _("Account"),
        widget=HiddenInput,
        null_label=_("no account"),
        null_value=NONE,
    )
    group = django_filters.ModelChoiceFilter(
        queryset=_accounts,
        method="of_group",
        widget=HiddenInput,
        label=_("Company and all below it"),
    )
    pipeline = _choice(_pipelines, _("Pipeline"))

    def of_group(self, rows: DealQuerySet, name: str, value: Account) -> DealQuerySet:
        return rows.filter(account__in=Account.all_objects.in_group(value.pk).values("pk"))

    def named(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        return rows.named(value.replace("\0", ""))


class DealFilter(BoardFilter):
    """Dates are inclusive. With `open_on`, stage and value are those known on that day."""

    bar = ("outcome", "owner", "stage")

    outcome = django_filters.ChoiceFilter(
        choices=Outcome.choices, empty_label=ALL, label=_("Outcome")
    )
    stage = _choice(
        _stages, _("Stage"), method="in_stage", null_label=_("not known"), null_value=NONE
    )
    head = PersonFilter(
        queryset=heads,
        path="owner__team__head",
        empty_label=ALL,
        label=_("Sales head"),
        method="below",
        null_label=_("no head"),
        null_value=NONE,
    )
    sector = _choice(
        _sectors,
        _("Sector"),
        field_name="account__sector",
        null_label=_("no sector"),
        null_value=NONE,
    )
    product = _choice(
        _products, _("Product"), method="of_product", null_label=_("no product"), null_value=NONE
    )
    closed_from = _day("closed_on", "gte", _("Closed from"))
    closed_to = _day("closed_on", "lte", _("Closed to"))
    engaged_from = _day("engaged_on", "gte", _("Engaged from"))
    engaged_to = _day("engaged_on", "lte", _("Engaged to"))
    expected_from = _day("expected_close_on", "gte", _("Expected to close from"))
    expected_to = _day("expected_close_on", "lte", _("Expected to close by"))
    open_on = django_filters.DateFilter(
        method="open_then",
        label=_("Open at the end of"),
        widget=DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    undated = _mark("without_engagement", _("Never engaged"))
    needs_account = _mark("without_account", _("Needs an account"))
    idle = _mark("idle_now", _("Idle"))
    late = _mark("late_now", _("Closing date passed"))
    unexpected = _mark("without_expectation", _("No expected closing date"))
    unrated = _mark("without_rate", _("No exchange rate"))
    valueless = _mark("without_value", _("No value"))

    @property
    def day(self) -> date | None:
        """The past day that the list is about, if it is about one."""
        day: date | None = self.form.cleaned_data.get("open_on")
        return day

    def in_stage(self, rows: DealQuerySet, name: str, value: Stage | str) -> DealQuerySet:
        """A stage that is not known is one of the past: every deal is in some stage today."""
        wanted = None if isinstance(value, str) else value
        if self.day is None and wanted:  # a stage says what came of its deals; indexes ask that
            return rows.filter(stage=wanted, outcome=wanted.outcome)
        if self.day is None:
            return rows.none()
        then = rows.annotate(stage_then=stage_on(self.day))
        return then.filter(stage_then=wanted.pk) if wanted else then.filter(stage_then=None)

    def below(self, rows: DealQuerySet, name: str, value: User | str) -> DealQuerySet:
        return rows.owned_below_nobody() if isinstance(value, str) else rows.owned_below(value)

    def of_product(self, rows: DealQuerySet, name: str, value: Product | str) -> DealQuerySet:
        lines = DealLine.objects.filter(deal=OuterRef("pk"))
        if isinstance(value, str):
            return rows.filter(~Exists(lines))
        return rows.filter(Exists(lines.filter(product=value)))

    def open_then(self, rows: DealQuerySet, name: str, value: date) -> DealQuerySet:
        return rows.open_at_end_of(value)

    def without_engagement(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        return rows.filter(engaged_on__isnull=True)

    def without_account(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        return rows.without_account()

    def idle_now(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        return rows.idle(business_day(timezone.now()))

    def late_now(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        return rows.late(business_day(timezone.now()))

    def without_expectation(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        return rows.filter(expected_close_on__isnull=True)

    def without_rate(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        rated = rates_on(business_day(timezone.now()))
        return rows.filter(value__isnull=False).exclude(currency__in=list(rated))

    def without_value(self, rows: DealQuerySet, name: str, value: str) -> DealQuerySet:
        return rows.filter(value__isnull=True)
