"""Who gets the monthly report by mail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from crm.common.days import business_day
from users.models import User
from users.services.people import require_admin


@transaction.atomic
def switch_reports(people: Iterable[User], *, on: bool, by: User, at: datetime) -> None:
    """From the month of `at` on, or no more. Who gets it already keeps the day it began."""
    require_admin(by)
    rows = User.objects.filter(pk__in=[person.pk for person in people])
    if on:
        rows.filter(reports_since__isnull=True).update(reports_since=business_day(at))
    else:
        rows.update(reports_since=None)
