"""How accounts and contacts are found: by name, by number, and people by their organisation."""

import re
from typing import Any

import phonenumbers
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.facts import written_org_number
from accounts.identifiers import normal_org_number
from accounts.models import Account, Affiliation, Contact, ContactPoint
from crm.common.search import registry
from crm.common.search.registry import ACCOUNTS, Command, RecordKind
from users.models import User

FEWEST_DIGITS = 4
CENTURIES = ("16", "18", "19", "20")


def connect() -> None:
    registry.add(ACCOUNT_KIND)
    registry.add(CONTACT_KIND)
    for command in COMMANDS:
        registry.add_command(command)


def account_numbers(text: str) -> Q | None:
    """Whose organisation or VAT number begins with what was typed, or whose external id it is."""
    compact = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    if sum(letter.isdigit() for letter in compact) < FEWEST_DIGITS:
        return None
    condition = Q(external_id=text)
    for form in sorted(_forms(compact)):
        condition |= Q(org_number__startswith=form) | Q(vat_number__startswith=form)
    return condition


def _forms(compact: str) -> set[str]:
    """With and without century, as VAT number with and without its country."""
    forms = {compact, normal_org_number(compact)}
    if re.fullmatch(r"\d{12}", compact) and compact.startswith(CENTURIES):
        forms.add(compact[2:])
    if swedish := re.fullmatch(r"SE(\d{4,10})(01)?|(\d{10})01", compact):
        forms.add(swedish[1] or swedish[3])
    return forms


def contact_numbers(text: str) -> Q | None:
    """Whose address or phone number holds what was typed."""
    part = _address(text) or _national_number(text)
    if part:
        points = ContactPoint.objects.filter(normal__contains=part)
        return Q(pk__in=points.values("contact_id"))
    return Q(external_id=text) if re.search(r"\d", text) else None


def _address(text: str) -> str:
    like = "@" in text or re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", text)
    return text.casefold() if like and len(text) > 3 else ""


def _national_number(text: str) -> str:
    """Without country code and first zero, so that each way to write it holds it."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS or not re.fullmatch(r"[-+\d\s()./]+", text):
        return ""
    try:
        number = phonenumbers.parse(text, settings.DEFAULT_COUNTRY)
    except phonenumbers.NumberParseException:
        return digits.lstrip("0")
    return str(number.national_number)


def accounts_seen(user: Any) -> QuerySet[Account]:
    return Account.objects.visible_to(user).select_related("owner")


def contacts_seen(user: Any) -> QuerySet[Contact]:
    seen = Affiliation.objects.visible_to(user).main_first().select_related("account")
    places: Any = Prefetch("affiliations", seen, to_attr="places")
    return Contact.objects.visible_to(user).prefetch_related(places)


def account_detail(account: Account) -> str:
    number = written_org_number(account.org_number)
    return _line(account.city, str(account.owner or ""), number)


def contact_detail(contact: Any) -> str:
    place = next(iter(contact.places), None)
    return _line(place.title, place.account.name) if place else ""


def _line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _may_write(user: User) -> bool:
    return user.may_write


ACCOUNT_KIND = RecordKind(
    kind=ACCOUNTS,
    model=Account,
    label=_("Accounts"),
    icon="building",
    order=10,
    rows=accounts_seen,
    detail=account_detail,
    route="accounts:account_detail",
    list_route="accounts:account_list",
    by_number=account_numbers,
)
CONTACT_KIND = RecordKind(
    kind="contacts",
    model=Contact,
    label=_("Contacts"),
    icon="user",
    order=20,
    rows=contacts_seen,
    detail=contact_detail,
    route="accounts:contact_detail",
    list_route="accounts:contact_list",
    by_number=contact_numbers,
    account="affiliations__account",
)
COMMANDS = (
    Command("accounts:account_create", _("New account"), icon="plus", shown_to=_may_write),
    Command("accounts:contact_create", _("New contact"), icon="plus", shown_to=_may_write),
)
