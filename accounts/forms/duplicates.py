"""“Already here”: said with a link to what one may see, and without a word about the rest."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from accounts.matching import match_accounts, match_contacts
from accounts.models import Account, Contact
from users.models import User


def refuse_taken_number(number: str, user: User, but: int | None) -> None:
    """No two accounts share a number. Raises ValidationError."""
    if not number:
        return
    taken = Account.objects.filter(org_number=number).exclude(pk=but or 0)
    if not taken.exists():
        return
    seen = Account.objects.visible_to(user).filter(org_number=number).first()
    if seen is None:
        raise ValidationError(
            _("This number is registered already. Ask your sales head who looks after it.")
        )
    raise ValidationError(format_html("{} {}", _("Already here:"), _links([seen])))


def accounts_of_name(name: str, user: User) -> list[Account]:
    """Visible accounts of the same name."""
    (found,) = match_accounts(Account.objects.visible_to(user), [{"name": name}])
    return list(Account.objects.visible_to(user).filter(pk__in=found.pks)[:3])


def contacts_of_emails(emails: Iterable[str], user: User) -> list[Contact]:
    """Visible people with one of these addresses."""
    rows = Contact.objects.visible_to(user)
    wanted = [{"email": email} for email in emails]
    pks = {pk for found in match_contacts(rows, wanted) for pk in found.pks}
    return list(rows.filter(pk__in=pks)[:3])


def already_here(records: Iterable[Account | Contact]) -> ValidationError:
    text = _("Already here: {records}. Tick the box at the end of the form to add another.")
    return ValidationError(format_html(text, records=_links(records)), code="duplicate")


def _links(records: Iterable[Account | Contact]) -> str:
    links = ((record.get_absolute_url(), str(record)) for record in records)
    return format_html_join(", ", '<a href="{}">{}</a>', links)
