"""What the API's lists of people and teams can be narrowed by."""

import django_filters
from django.db.models import Q

from crm.common.api.filters import NamedFilter, link_to
from crm.common.lists.filters import ListFilter
from crm.common.sorting import folded
from users.models import Role, Team, UserQuerySet

FLAG = [("true", "true"), ("false", "false")]


class UserFilter(NamedFilter):
    role = django_filters.ChoiceFilter(choices=Role.choices)
    team = link_to(Team)
    is_active = django_filters.ChoiceFilter(choices=FLAG, method="active")

    def named(self, rows: UserQuerySet, name: str, value: str) -> UserQuerySet:
        text = value.strip()
        return rows.filter(Q(sort_key__contains=folded(text)) | Q(email__icontains=text))

    def active(self, rows: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return rows.filter(is_active=value == "true")


class TeamFilter(NamedFilter):
    parent = link_to(Team)


class ViewFilter(ListFilter):
    list = django_filters.CharFilter(field_name="list_key")
