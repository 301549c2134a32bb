"""What the API's list of reports can be narrowed by."""

import django_filters

from crm.common.api.filters import link_to
from crm.common.lists.filters import ListFilter
from reports.content import Edition
from users.models import User


class ReportFilter(ListFilter):
    edition = django_filters.ChoiceFilter(choices=[(one.value, one.value) for one in Edition])
    subject = link_to(User)
