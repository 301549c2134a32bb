"""The API of this room: colleagues and teams. All read what they see, administrators write."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.common.lists.models import SavedView
from crm.common.lists.saved.services import (
    delete_view,
    rename_view,
    save_view,
    update_view,
)
from users import services
from users.api_once import once
from users.api_records import Adds, Changes, M, Removes, Values
from users.filters import TeamFilter, UserFilter, ViewFilter
from users.models import Team, User
from users.serializers import (
    NewViewSerializer,
    TeamSerializer,
    UserSerializer,
    ViewSerializer,
)


class KeptByAdministrators(Adds[M], Changes[M]):
    def writes(self, user: User) -> bool:
        return user.is_admin

    def change(self, record: Any, values: Values) -> Any:
        for name, value in values.items():
            setattr(record, name, value)
        return self.save(record)

    def save(self, record: Any) -> Any:
        raise NotImplementedError


class UserViews(KeptByAdministrators[User]):
    """Who is new cannot sign in before being invited."""

    model = User
    serializer_class = UserSerializer
    filter_class = UserFilter
    sorts = {"name": ("sort_key", "pk"), "email": ("email", "pk")}

    def add(self, values: Values) -> User:
        self.refuse_known(email__iexact=values["email"])
        return self.save(User(**values))

    def save(self, record: User) -> User:
        return services.save_person(record, by=self.user)

    @extend_schema(request=None, responses=UserSerializer)
    @action(detail=True, methods=["post"])
    @once
    def invite(self, request: Request, pk: int) -> Response:
        """Sends a link to choose a password; an earlier one stops working."""
        person = self.held(pk, must_match=False)
        services.invite([person], by=self.user, at=timezone.now())
        return self.answer(self.fresh(person))


class TeamViews(KeptByAdministrators[Team], Removes[Team]):
    model = Team
    serializer_class = TeamSerializer
    filter_class = TeamFilter
    sorts = {"name": ("sort_key", "pk")}

    def add(self, values: Values) -> Team:
        self.refuse_known(name__iexact=values["name"])
        return self.save(Team(**values))

    def save(self, record: Team) -> Team:
        return services.save_team(record, by=self.user)

    def remove(self, record: Team) -> None:
        services.delete_team(record, by=self.user, at=timezone.now())


class SavedViewViews(Adds[SavedView], Changes[SavedView], Removes[SavedView]):
    """Views of lists: one's own and those shared with one's teams. Everybody keeps own ones."""

    model = SavedView
    serializer_class = ViewSerializer
    new_class = NewViewSerializer
    filter_class = ViewFilter

    def add(self, values: Values) -> SavedView:
        query, name = values.pop("query", ""), values["name"]
        self.refuse_known(owner=self.user, list_key=values["list_key"], name__iexact=name)
        return save_view(SavedView(**values), query=query, by=self.user, pin=False)

    def change(self, record: SavedView, values: Values) -> SavedView:
        if "query" in values:
            record = update_view(record, query=values.pop("query"))
        for name, value in values.items():
            setattr(record, name, value)
        return rename_view(record) if values else record

    def remove(self, record: SavedView) -> None:
        delete_view(record, at=timezone.now())
