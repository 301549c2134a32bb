"""The facts of an account and of a contact as pairs of label and text, in one's language."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from crm.common.currencies import country_name, language_name
from crm.common.formats import format_money, format_number
from crm.common.templatetags.formats import breakable

Fact = tuple[str, str]


def account_facts(account: Account) -> list[Fact]:
    """All of them, the empty ones too."""
    language = get_language() or "en"
    return [
        (_("Account manager"), str(account.owner or "")),
        (_("Team"), str(account.team or "")),
        (_("Sector"), str(account.sector or "")),
        (_("Organisation number"), written_org_number(account.org_number)),
        (_("VAT number"), account.vat_number),
        (_("City"), account.city),
        (_("Country"), country_name(account.country)),
        (_("Website"), _link(account.website)),
        (_("Employees"), _number(account.employees, language)),
        (_("Annual revenue"), _revenue(account, language)),
        (_("Founded"), str(account.founded_year or "")),
        (_("Source"), account.get_source_display() if account.source else ""),
    ]


def contact_facts(contact: Contact) -> list[Fact]:
    return [
        (_("Language"), language_name(contact.language)),
        (_("Sorted as"), contact.sort_name),
    ]


def missing(facts: Iterable[Fact]) -> list[str]:
    return [label for label, text in facts if not text]


def written_org_number(number: str) -> str:
    """Swedish numbers with their hyphen, “556036-0793”."""
    return f"{number[:6]}-{number[6:]}" if len(number) == 10 and number.isdecimal() else number


def _revenue(account: Account, language: str) -> str:
    amount = account.annual_revenue
    return "" if amount is None else format_money(amount, account.currency, language)


def _number(value: int | None, language: str) -> str:
    return "" if value is None else format_number(value, language)


def _link(url: str) -> SafeString | str:
    if not url:
        return ""
    shown = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, breakable(shown))
