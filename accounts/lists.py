"""The lists of accounts and of contacts."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Prefetch, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from accounts.bulk import ACCOUNT_EDITS, CONTACT_EDITS
from accounts.cells import (
    city_cell,
    emails_cell,
    lifecycle_cell,
    owner_cell,
    phones_cell,
    places_cell,
)
from accounts.facts import written_org_number
from accounts.filters import AccountFilter, ContactFilter
from accounts.list_fields import ACCOUNT_FIELDS, CONTACT_FIELDS
from accounts.models import Account, Affiliation, Contact, ContactPoint, Lifecycle, PointKind
from crm.common.currencies import country_name, language_name
from crm.common.lists import registry
from crm.common.lists.declared import (
    BY_CREATED,
    BY_NAME,
    BY_UPDATED,
    Column,
    Money,
    RecordList,
    Rows,
    Selection,
    either_way,
)
from crm.common.sorting import missing_last

RANK = Case(
    *(When(lifecycle=state, then=rank) for rank, state in enumerate(Lifecycle)),
    default=99,
    output_field=IntegerField(),
)
COUNTRY = missing_last(NullIf(F("country"), Value("")))
OWNER, TEAM, SECTOR = (
    either_way(missing_last, f"{name}__sort_key") for name in ("owner", "team", "sector")
)


def with_places(rows: Rows, selection: Selection) -> Rows:
    """The organisations that the reader sees, the main one first."""
    seen = Affiliation.objects.visible_to(selection.user).main_first()
    places: Any = Prefetch("affiliations", seen.select_related("account"), to_attr="places")
    return rows.prefetch_related(places)


def with_addresses(rows: Rows, selection: Selection) -> Rows:
    addresses: Any = Prefetch("points", ContactPoint.objects.used_first(), to_attr="addresses")
    return rows.prefetch_related(addresses)


def main_place(selection: Selection) -> Any:
    seen = Affiliation.objects.visible_to(selection.user).main_first()
    key = seen.filter(contact=OuterRef("pk")).values("account__sort_key")[:1]
    return missing_last(Subquery(key), down=selection.is_descending)


def organisations(contact: Any) -> str:
    return ", ".join(place.account.name for place in contact.places)


def addresses(contact: Any, *, by_mail: bool) -> Iterator[str]:
    for point in contact.addresses:
        if (point.kind == PointKind.EMAIL) == by_mail:
            yield point.value


# fmt: off
ACCOUNT_COLUMNS = (
    Column("name", _("Name"), lambda row: row.name, BY_NAME, city_cell),
    Column("lifecycle", _("Lifecycle"), lambda row: Lifecycle(row.lifecycle).label, BY_NAME,
           lifecycle_cell, key=RANK),
    Column("owner", _("Account manager"), lambda row: row.owner, BY_NAME,
           owner_cell, key=OWNER, joins=("owner",)),
    Column("sector", _("Sector"), lambda row: row.sector, BY_NAME, key=SECTOR, joins=("sector",)),
    Column("country", _("Country"), lambda row: country_name(row.country), BY_NAME, key=COUNTRY),
    Column("team", _("Team"), lambda row: row.team, BY_NAME, key=TEAM, joins=("team",)),
    Column("city", _("City"), lambda row: row.city, ("city", *BY_NAME), shown=False),
    Column("org_number", _("Organisation number"), lambda row: written_org_number(row.org_number),
           shown=False),
    Column("source", _("Source"), lambda row: row.get_source_display(), shown=False),
    Column("employees", _("Employees"), lambda row: row.employees, BY_NAME, shown=False,
           numeric=True, key=Coalesce("employees", -1)),
    Column("annual_revenue", _("Annual revenue"),
           lambda row: Money(row.annual_revenue, row.currency), shown=False, numeric=True),
    Column("website", _("Website"), lambda row: row.website, shown=False),
    Column("created", _("Created"), lambda row: row.created_at, BY_CREATED, shown=False),
    Column("updated", _("Changed"), lambda row: row.updated_at, BY_UPDATED, shown=False),
)
# fmt: on

ACCOUNTS = RecordList(
    key="accounts",
    model=Account,
    title=_("Accounts"),
    url_name="accounts:account_list",
    rows=Account.objects.visible_to,
    filter_class=AccountFilter,
    default_sort="name",
    empty="accounts/_no_accounts.html",
    columns=ACCOUNT_COLUMNS,
    bulk=ACCOUNT_EDITS,
    fields=ACCOUNT_FIELDS,
)

# fmt: off
CONTACT_COLUMNS = (
    Column("name", _("Name"), lambda row: row.full_name, BY_NAME),
    Column("account", _("Organisation"), organisations, BY_NAME, places_cell,
           key=main_place, prepare=with_places),
    Column("email", _("E-mail"), lambda row: ", ".join(addresses(row, by_mail=True)),
           cell=emails_cell, prepare=with_addresses),
    Column("phone", _("Phone"), lambda row: ", ".join(addresses(row, by_mail=False)),
           cell=phones_cell, prepare=with_addresses),
    Column("language", _("Language"), lambda row: language_name(row.language), shown=False),
    Column("created", _("Created"), lambda row: row.created_at, BY_CREATED, shown=False),
    Column("updated", _("Changed"), lambda row: row.updated_at, BY_UPDATED, shown=False),
)
# fmt: on

CONTACTS = RecordList(
    key="contacts",
    model=Contact,
    title=_("Contacts"),
    url_name="accounts:contact_list",
    rows=Contact.objects.visible_to,
    filter_class=ContactFilter,
    default_sort="name",
    empty="accounts/_no_contacts.html",
    columns=CONTACT_COLUMNS,
    bulk=CONTACT_EDITS,
    fields=CONTACT_FIELDS,
)


def declare() -> None:
    registry.add(ACCOUNTS)
    registry.add(CONTACTS)
