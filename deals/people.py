"""Whom the filters of deals offer: people and teams that the reader works with.

Finding all who own some visible deal would read all deals for each page. So they offer those known
by rank, and take whoever else the address names, if the reader sees a deal of theirs.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm.common.lists.choices import RecordChoiceFilter
from crm.common.models import all_rows
from deals.models import Deal
from users.models import Role, Team, User


class PersonFilter(RecordChoiceFilter):
    """`path`: from a deal to the record that the filter is about. Who left is offered as well."""

    def __init__(self, *, path: str, **options: Any) -> None:
        super().__init__(**options)
        self.path = path

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        offered: QuerySet[Any] = self.queryset(request)
        asked = self._asked()
        if asked is None:
            return offered
        deals = Deal.objects.visible_to(request.user).filter(**{self.path: OuterRef("pk")})
        named = Q(pk=asked) & Exists(deals)
        rows = all_rows(offered.model).filter(Q(pk__in=offered.values("pk")) | named)
        return rows.order_by("sort_key", "pk")


def owners(request: Any) -> QuerySet[User]:
    """Colleagues who may own deals, those in one's teams, and for administrators all who do."""
    user: User = request.user
    if user.is_admin:
        owning = Exists(Deal.objects.filter(owner=OuterRef("pk")))
        found = User.all_objects.filter(Q(is_active=True, deleted_at=None) | owning)
        return found.exclude(role=Role.READ_ONLY).order_by("sort_key", "pk")
    colleagues = User.objects.visible_to(user).who_may_own().values("pk")
    known = Q(pk__in=colleagues) | Q(pk__in=user.overseen_people_ids)
    return User.all_objects.filter(known).order_by("sort_key", "pk")


def heads(request: Any) -> QuerySet[User]:
    """Those who head a team, or may, among colleagues and above the owners."""
    above = Team.objects.filter(pk__in=owners(request).order_by().values("team")).values("head")
    colleagues = User.objects.visible_to(request.user).values("pk")
    heading = Q(role=Role.HEAD) | Q(pk__in=Team.objects.filter(head__isnull=False).values("head"))
    found = User.all_objects.filter(Q(pk__in=above) | Q(pk__in=colleagues), heading)
    return found.order_by("sort_key", "pk")


def teams(request: Any) -> QuerySet[Team]:
    """The owners' teams, and those that the reader sees."""
    visible = Team.objects.visible_to(request.user).values("pk")
    of_owners = owners(request).order_by().values("team")
    found = Team.objects.filter(Q(pk__in=of_owners) | Q(pk__in=visible))
    return found.order_by("sort_key", "pk")


class TeamFilter(PersonFilter):
    """Takes a deleted team, too, that the reader looked after, or would."""

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows, asked, user = super().get_queryset(request), self._asked(), request.user
        if asked is None:
            return rows
        known = Q(head=user) | Q(parent__in=user.overseen_team_ids)
        former = Team.all_objects.filter(deleted_at__isnull=False, pk=asked)
        former = former if user.is_admin else former.filter(known)
        found = Team.all_objects.filter(
            Q(pk__in=rows.values("pk")) | Q(pk__in=former.values("pk"))
        )
        return found.order_by("sort_key", "pk")
