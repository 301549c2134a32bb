"""What the filter builder can ask about accounts and contacts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Account,
    AccountMember,
    Affiliation,
    ContactPoint,
    Lifecycle,
    PointKind,
    Sector,
    Source,
)
from crm.common.currencies import country_choices, language_choices
from crm.common.lists.conditions import Field, Related
from crm.common.lists.where.kinds import (
    INSTANT,
    NAME,
    NUMBER,
    PRESENCE,
    TEXT,
    WHOLE,
    choice,
    records,
)
from users.models import Team, User


def colleagues(user: Any) -> Any:
    return User.objects.visible_to(user).order_by("sort_key", "pk")


def teams(user: Any) -> Any:
    return Team.objects.visible_to(user).order_by("sort_key", "pk")


def sectors(user: Any) -> Any:
    return Sector.objects.visible_to(user).order_by("sort_key", "pk")


def people_there(user: Any) -> Any:
    """Whoever sees the account sees who works there."""
    return Affiliation.objects.filter(contact__deleted_at=None)


def addresses_seen(*kinds: PointKind) -> Callable[[Any], Any]:
    return lambda user: ContactPoint.objects.filter(kind__in=kinds, contact__deleted_at=None)


MANAGER = records(colleagues, me=True)
COLLEAGUE = records(colleagues)
TEAM_KIND = records(teams)
SECTOR_KIND = records(sectors)
LIFECYCLE_KIND = choice(Lifecycle.choices)
COUNTRY_KIND = choice(country_choices)

PARENT = Related(Account.objects.visible_to, "pk", outer="parent")
IN_PARENT = replace(PARENT, group=_("Parent company"))
CONTACTS = Related(people_there, "account", group=_("Contact"))
CONTACT_MAIL = Related(
    addresses_seen(PointKind.EMAIL), "contact__affiliations__account", group=_("Contact")
)
MAIL = Related(addresses_seen(PointKind.EMAIL), "contact")
PHONES = Related(addresses_seen(PointKind.PHONE, PointKind.MOBILE), "contact")
PLACES = Related(Affiliation.objects.visible_to, "contact", group=_("Account"))

# fmt: off
ACCOUNT_FIELDS = (
    Field("name", _("Name"), NAME, "sort_key"),
    Field("lifecycle", _("Lifecycle"), LIFECYCLE_KIND, "lifecycle"),
    Field("owner", _("Account manager"), MANAGER, "owner"),
    Field("owner_team", _("Account manager's team"), TEAM_KIND, "owner__team"),
    Field("team", _("Team"), TEAM_KIND, "team"),
    Field("sector", _("Sector"), SECTOR_KIND, "sector"),
    Field("source", _("Source"), choice(Source.choices), "source"),
    Field("country", _("Country"), COUNTRY_KIND, "country"),
    Field("city", _("City"), TEXT, "city"),
    Field("org_number", _("Organisation number"), TEXT, "org_number"),
    Field("vat_number", _("VAT number"), TEXT, "vat_number"),
    Field("website", _("Website"), TEXT, "website"),
    Field("employees", _("Employees"), WHOLE, "employees"),
    Field("annual_revenue", _("Annual revenue"), NUMBER, "annual_revenue"),
    Field("founded", _("Founded"), WHOLE, "founded_year"),
    Field("created", _("Created"), INSTANT, "created_at"),
    Field("updated", _("Changed"), INSTANT, "updated_at"),
    Field("member", _("Member"), COLLEAGUE, "user",
          related=Related(AccountMember.objects.visible_to, "account")),
    Field("parent", _("Parent company"), PRESENCE, "pk", PARENT),
    Field("parent_name", _("Name"), NAME, "sort_key", IN_PARENT),
    Field("parent_owner", _("Account manager"), MANAGER, "owner", IN_PARENT),
    Field("contact_name", _("Name"), NAME, "contact__sort_key", CONTACTS),
    Field("contact_title", _("Title"), TEXT, "title", CONTACTS),
    Field("contact_email", _("E-mail"), TEXT, "value", CONTACT_MAIL),
)

CONTACT_FIELDS = (
    Field("name", _("Name"), NAME, "sort_key"),
    Field("email", _("E-mail"), TEXT, "value", MAIL),
    Field("phone", _("Phone"), TEXT, "value", PHONES),
    Field("language", _("Language"), choice(language_choices), "language"),
    Field("created", _("Created"), INSTANT, "created_at"),
    Field("updated", _("Changed"), INSTANT, "updated_at"),
    Field("title", _("Title"), TEXT, "title", PLACES),
    Field("account_name", _("Name"), NAME, "account__sort_key", PLACES),
    Field("account_lifecycle", _("Lifecycle"), LIFECYCLE_KIND, "account__lifecycle", PLACES),
    Field("account_owner", _("Account manager"), MANAGER, "account__owner", PLACES),
    Field("account_team", _("Team"), TEAM_KIND, "account__team", PLACES),
    Field("account_sector", _("Sector"), SECTOR_KIND, "account__sector", PLACES),
    Field("account_country", _("Country"), COUNTRY_KIND, "account__country", PLACES),
    Field("account_city", _("City"), TEXT, "account__city", PLACES),
)
# fmt: on
