"""How far each person's access has come."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from users.models import User, UserQuerySet


class Access(models.TextChoices):
    ACTIVE = "active", _("active")
    INVITED = "invited", _("invited")
    NOT_INVITED = "not_invited", _("not invited")
    CLOSED = "closed", _("deactivated")


TONES = {
    Access.ACTIVE: "green",
    Access.INVITED: "azure",
    Access.NOT_INVITED: "yellow",
    Access.CLOSED: "gray",
}


def with_access(people: UserQuerySet) -> UserQuerySet:
    """Adds `access`, an Access, to each person."""
    no_password = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return people.annotate(
        access=Case(
            When(is_active=False, then=Value(Access.CLOSED.value)),
            When(~no_password, then=Value(Access.ACTIVE.value)),
            When(invited_at__isnull=False, then=Value(Access.INVITED.value)),
            default=Value(Access.NOT_INVITED.value),
            output_field=CharField(),
        )
    )


def is_invitable(person: User) -> bool:
    return person.is_active and not person.has_password
