"""What the list of people can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.common.lists.filters import ListFilter
from crm.common.sorting import folded
from lead.people import Access
from users.models import Role, Team, UserQuerySet

ALL = _("All")


def _teams(request: Any) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user).order_by("sort_key", "pk")


class PersonFilter(ListFilter):
    q = django_filters.CharFilter(method="named", label=_("Search by name or e-mail"))
    access = django_filters.ChoiceFilter(
        choices=Access.choices, method="with_access", empty_label=ALL, label=_("Access")
    )
    role = django_filters.ChoiceFilter(choices=Role.choices, empty_label=ALL, label=_("Role"))
    team = django_filters.ModelChoiceFilter(queryset=_teams, empty_label=ALL, label=_("Team"))

    def named(self, rows: UserQuerySet, name: str, value: str) -> UserQuerySet:
        text = value.strip().replace("\0", "")
        return rows.filter(Q(sort_key__contains=folded(text)) | Q(email__icontains=text))

    def with_access(self, rows: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return rows.filter(Q(("access", value)))
