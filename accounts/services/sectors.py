"""The list of sectors grows by name."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Sector
from crm.common.errors import BusinessRuleError
from users.models import User


@transaction.atomic
def named_sector(name: str, *, by: User) -> Sector:
    """The sector of this name (case aside), made when there is none and `by` may make one."""
    tidy = " ".join(name.split())
    sector = Sector.objects.filter(name__iexact=tidy).first()
    if sector:
        return sector
    if not by.leads:
        raise BusinessRuleError(_("Only sales heads and administrators add sectors."))
    return Sector.objects.create(name=tidy)
