"""What the outbox can be narrowed by."""

from datetime import date, datetime, time, timedelta

import django_filters
from django.db.models import Q
from django.forms import DateInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.common.lists.filters import ListFilter
from messaging.models import OutboxQuerySet
from messaging.states import MailState


class OutboxFilter(ListFilter):
    q = django_filters.CharFilter(method="matching", label=_("Search by recipient or subject"))
    state = django_filters.ChoiceFilter(
        choices=MailState.choices, empty_label=_("All"), label=_("State")
    )
    day = django_filters.DateFilter(
        method="written_on", widget=DateInput(attrs={"type": "date"}), label=_("Day")
    )

    def matching(self, mails: OutboxQuerySet, name: str, value: str) -> OutboxQuerySet:
        return mails.filter(Q(to_address__icontains=value) | Q(subject__icontains=value))

    def written_on(self, mails: OutboxQuerySet, name: str, day: date) -> OutboxQuerySet:
        """Written on that day where the reader is."""
        start = timezone.make_aware(datetime.combine(day, time.min))
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return mails.filter(created_at__gte=start, created_at__lt=end)
