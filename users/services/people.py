"""Who may sign in, and as what. Only administrators decide it, and one of them always stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.common.bulk import write_changes
from crm.common.errors import BusinessRuleError
from users.models import Role, Session, User


@transaction.atomic
def save_person(person: User, *, by: User) -> User:
    """Keep a person as entered, new or changed.

    Raises BusinessRuleError when no active administrator would be left, or when administrators
    shut themselves out.
    """
    require_admin(by)
    if person.pk == by.pk:
        _refuse_shutting_oneself_out(person)
    if person.role != Role.ADMIN:
        person.is_staff = person.is_superuser = False
    if person._state.adding:
        person.set_unusable_password()
    else:
        _forget_former_address(person)
    person.save()
    if not person.is_active:
        _end_sessions([person.pk])
    _keep_an_administrator()
    return person


@transaction.atomic
def change_people(changes: Sequence[tuple[User, Mapping[str, Any]]], *, by: User) -> None:
    """Give several people new values of their columns, as an import does.

    Raises BusinessRuleError when no active administrator would be left.
    """
    require_admin(by)
    write_changes(User, changes)
    for person, values in changes:
        if "email" in values:
            _forget_former_address(person)
    demoted = User.objects.filter(pk__in=[person.pk for person, _values in changes])
    demoted.exclude(role=Role.ADMIN).filter(Q(is_staff=True) | Q(is_superuser=True)).update(
        is_staff=False, is_superuser=False
    )
    _keep_an_administrator()


@transaction.atomic
def set_active(people: Iterable[User], *, active: bool, by: User) -> int:
    """Let people sign in, or shut them out at once, on every device. Returns how many changed.

    Raises BusinessRuleError when one of them is `by`, or no active administrator would be left.
    """
    require_admin(by)
    pks = {person.pk for person in people}
    if by.pk in pks and not active:
        raise BusinessRuleError(_oneself())
    changed = User.objects.filter(pk__in=pks, is_active=not active).update(is_active=active)
    if not active:
        _end_sessions(pks)
    _keep_an_administrator()
    return changed


def require_admin(by: User) -> None:
    if not (by.is_admin and by.is_active):
        raise PermissionDenied


def _refuse_shutting_oneself_out(person: User) -> None:
    if not person.is_active:
        raise BusinessRuleError(_oneself())


def _oneself() -> str:
    return _("You cannot deactivate yourself. Ask another administrator.")


def _keep_an_administrator() -> None:
    """Looks after the change, under a lock: two administrators cannot demote each other."""
    locked = User.objects.filter(role=Role.ADMIN).order_by("pk").select_for_update(of=("self",))
    if not any(user.is_active for user in locked):
        raise BusinessRuleError(_("At least one active administrator has to stay."))


def _end_sessions(pks: Collection[int]) -> None:
    """Who is let in again signs in anew, on every device."""
    Session.objects.filter(user__in=pks).delete()


def _forget_former_address(person: User) -> None:
    """allauth may keep addresses of its own; one that was replaced opens no door any more."""
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()
