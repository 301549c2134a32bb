"""Inviting people who have no password yet."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from users.emails import invitation_mail
from users.events import InvitationWritten
from users.invitations import lock_invited
from users.models import User
from users.services.people import require_admin


@transaction.atomic
def invite(users: Iterable[User], *, by: User, at: datetime) -> list[User]:
    """Send each person a link to choose a password; links sent before stop working.

    Switches the monthly report on from this day, unless it was. Raises BusinessRuleError when one
    of them has a password already or may not sign in.
    """
    require_admin(by)
    pks = [user.pk for user in users]
    invited = list(User.objects.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",)))
    for user in invited:
        _refuse_needless(user)
    today = Value(business_day(at), output_field=DateField())
    User.objects.filter(pk__in=pks).update(
        invited_at=at, reports_since=Coalesce(F("reports_since"), today)
    )
    for user in invited:
        user.refresh_from_db(fields=["invited_at", "reports_since", "version"])
        key = f"invitation:{user.pk}:{at.isoformat()}"
        publish(InvitationWritten(user.pk, key, invitation_mail(user, by)))
    return invited


@transaction.atomic
def accept_invitation(uid: str, token: str, password: str, *, at: datetime) -> User:
    """Set the password by the link of an invitation, which thereby stops working.

    Raises BusinessRuleError when the link was used, replaced or is too old.
    """
    user = lock_invited(uid, token, at=at)
    if user is None:
        raise BusinessRuleError(_("This invitation no longer works."))
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def _refuse_needless(user: User) -> None:
    if not user.is_active:
        raise BusinessRuleError(
            _("%(person)s is deactivated and cannot be invited.") % {"person": user}
        )
    if user.has_password:
        raise BusinessRuleError(_("%(person)s signs in already.") % {"person": user})
