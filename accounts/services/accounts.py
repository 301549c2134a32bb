"""Changes of accounts; forms, imports and the API all come through here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.blockers import blocked
from accounts.events import AccountsChanged, AccountsCreated, AccountsDeleted
from accounts.identifiers import normal_org_number
from accounts.models import Account, Lifecycle, LifecycleChange, Sector
from accounts.normal import normal_vat_number, normal_website
from accounts.services.lifecycle import Step, set_lifecycle
from accounts.services.tree import refuse_cycle
from crm.common.bulk import create_records, insert_values
from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from crm.common.versions import lock_version
from users.models import Team, User


class AccountValues(TypedDict, total=False):
    """What can be said of an account. A key that is missing is left as it is.

    `id` is reserved beforehand by an import, whose rows point to one another.
    """

    id: int
    external_id: str
    name: str
    org_number: str
    vat_number: str
    lifecycle: str
    sector: Sector | None
    source: str
    parent: Account | None
    owner: User | None
    team: Team | None
    country: str
    city: str
    website: str
    employees: int | None
    annual_revenue: Decimal | None
    founded_year: int | None
    currency: str
    description: str


@transaction.atomic
def create_accounts(
    rows: Sequence[AccountValues], *, by: User | None, at: datetime, route: str
) -> list[Account]:
    """One account a row, with the first step of its lifecycle; its owner is `by` unless it says.

    An account without a team joins its owner's, else that of `by`. Raises BusinessRuleError when
    an organisation number is taken.
    """
    accounts = [_new(values, by) for values in rows]
    _refuse_taken([account.org_number for account in accounts])
    create_records(Account, accounts)
    _write_first_steps(accounts, by, at, route)
    pks = [account.pk for account in accounts]
    publish(AccountsCreated(pks, by.pk if by else None, at, route))
    return accounts


def create_account(values: AccountValues, *, by: User | None, at: datetime, route: str) -> Account:
    return create_accounts([values], by=by, at=at, route=route)[0]


@transaction.atomic
def update_account(
    pk: int, version: int, values: AccountValues, *, by: User, at: datetime, route: str
) -> Account:
    """Save what changed. A new owner takes the account along to the own team, unless values say.

    Raises StaleVersionError when somebody else saved since `version`, BusinessRuleError when the
    organisation number is taken or the parent stands below the account.
    """
    account = lock_version(Account.objects.editable_by(by), pk, version)
    changed = _changes(account, values)
    lifecycle = changed.pop("lifecycle", None)
    if "org_number" in changed:
        _refuse_taken([changed["org_number"]])
    if changed.get("parent"):
        refuse_cycle(account, changed["parent"])
    _follow_owner(account, changed)
    for name, value in changed.items():
        setattr(account, name, value)
    if changed:
        account.save(update_fields=list(changed))
    if lifecycle:
        step = Step(Lifecycle(lifecycle), business_day(at))
        set_lifecycle([account.pk], step, by=by, at=at, route=route)
    publish(AccountsChanged([account.pk], by.pk, at, route))
    return account


@transaction.atomic
def delete_accounts(pks: Collection[int], *, by: User, at: datetime, route: str) -> list[int]:
    """Mark them deleted (undo brings them back). Answers the ids of those that were there.

    Raises BusinessRuleError, naming an account that other records still need, and deletes none.
    """
    rows = Account.objects.editable_by(by).filter(pk__in=pks).order_by("pk")
    found = {account.pk: account for account in rows.select_for_update(of=("self",))}
    for pk, reason in blocked(list(found)).items():
        raise BusinessRuleError(
            _("“%(account)s” cannot be deleted: %(reason)s")
            % {"account": found[pk], "reason": reason}
        )
    Account.objects.filter(pk__in=list(found)).update(deleted_at=at)
    publish(AccountsDeleted(list(found), by.pk, at, route))
    return list(found)


def _new(values: AccountValues, by: User | None) -> Account:
    account = Account(**_cleaned(values))
    if "owner" not in values:
        account.owner = by
    responsible = account.owner or by
    if account.team_id is None and responsible:
        account.team_id = responsible.team_id
    return account


def _cleaned(values: AccountValues) -> dict[str, Any]:
    clean: dict[str, Any] = dict(values)
    if "org_number" in clean:
        clean["org_number"] = normal_org_number(clean["org_number"])
    if "vat_number" in clean:
        clean["vat_number"] = normal_vat_number(clean["vat_number"], clean.get("country", ""))
    if "website" in clean:
        clean["website"] = normal_website(clean["website"])
    return clean


def _changes(account: Account, values: AccountValues) -> dict[str, Any]:
    clean = _cleaned(values)
    return {name: value for name, value in clean.items() if getattr(account, name) != value}


def _follow_owner(account: Account, changed: dict[str, Any]) -> None:
    owner = changed.get("owner")
    before = account.owner.team_id if account.owner else None
    if owner and "team" not in changed and account.team_id in {before, None}:
        changed["team"] = owner.team


def _write_first_steps(
    accounts: Sequence[Account], by: User | None, at: datetime, route: str
) -> None:
    today, by_id = business_day(at), by.pk if by else None
    names = ("account_id", "after", "happened_on", "by_id", "route", "recorded_at")
    rows = [(account.pk, account.lifecycle, today, by_id, route, at) for account in accounts]
    insert_values(LifecycleChange, names, rows)


def _refuse_taken(numbers: Sequence[str]) -> None:
    """Two who enter one number at once wait for each other here; the second gets a message."""
    wanted = sorted({number for number in numbers if number})
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('org_number:' || number, 0))"
            " FROM unnest(%s::text[]) AS number",
            [wanted],
        )
    taken = Account.objects.filter(org_number__in=wanted).values_list("org_number", flat=True)
    if doubled := next(iter(taken), None):
        raise BusinessRuleError(
            _("There is already an account with the number %(number)s.") % {"number": doubled}
        )
