"""What the lists of this room can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AccountQuerySet, Contact, ContactPoint, Lifecycle, Sector
from crm.common.currencies import country_choices
from crm.common.form_rendering import QuickSelect
from crm.common.lists.choices import RecordChoiceFilter
from crm.common.lists.filters import ListFilter
from crm.common.search.conditions import holding
from users.models import Team, User

ALL = _("All")
NOBODY = "none"


def _owners(request: Any) -> QuerySet[User]:
    return User.objects.visible_to(request.user).order_by("sort_key")


def _teams(request: Any) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user).order_by("sort_key")


def _sectors(request: Any) -> QuerySet[Sector]:
    return Sector.objects.visible_to(request.user).order_by("sort_key")


def _accounts(request: Any) -> QuerySet[Account]:
    return Account.objects.visible_to(request.user)


class AccountFilter(ListFilter):
    bar = ("lifecycle", "owner", "sector")

    q = django_filters.CharFilter(method="named", label=_("Search by name or number"))
    lifecycle = django_filters.ChoiceFilter(
        choices=Lifecycle.choices, empty_label=ALL, label=_("Lifecycle")
    )
    owner = RecordChoiceFilter(
        queryset=_owners,
        empty_label=ALL,
        null_label=_("nobody"),
        null_value=NOBODY,
        label=_("Account manager"),
    )
    sector = RecordChoiceFilter(queryset=_sectors, empty_label=ALL, label=_("Sector"))
    team = RecordChoiceFilter(queryset=_teams, empty_label=ALL, label=_("Team"))
    country = django_filters.ChoiceFilter(
        choices=country_choices, widget=QuickSelect, empty_label=ALL, label=_("Country")
    )
    parent = django_filters.ModelChoiceFilter(
        queryset=_accounts, widget=HiddenInput, label=_("Parent company")
    )
    group = django_filters.ModelChoiceFilter(
        queryset=_accounts, method="below", widget=HiddenInput, label=_("Company and all below it")
    )

    def below(self, rows: AccountQuerySet, name: str, value: Account) -> AccountQuerySet:
        return rows.in_group(value.pk)

    def named(self, rows: AccountQuerySet, name: str, value: str) -> AccountQuerySet:
        return rows.named(value)


class ContactFilter(ListFilter):
    q = django_filters.CharFilter(method="named", label=_("Search by name or e-mail"))
    account = django_filters.ModelChoiceFilter(
        queryset=_accounts, method="at", widget=HiddenInput, label=_("Account")
    )

    def named(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        named = Contact.all_objects.filter(holding(value)).values("pk")
        points = ContactPoint.objects.filter(normal__contains=value.strip().casefold())
        return rows.filter(pk__in=named.union(points.values("contact")))

    def at(self, rows: QuerySet[Contact], name: str, value: Account) -> QuerySet[Contact]:
        return rows.filter(affiliations__account=value)
