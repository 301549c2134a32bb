"""People and teams as the API shows and takes them."""

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from crm.common.api.fields import FlagField, RecordField, TextField, seen
from crm.common.api.serializers import RecordSerializer, tidy
from crm.common.lists import registry
from crm.common.lists.declared import select_rows
from crm.common.lists.models import SavedView
from crm.common.lists.saved.queries import kept_query, teams_to_share_with
from users.models import Role, Team, User
from users.models.user import UserQuerySet


def heads(user: User) -> UserQuerySet:
    return User.objects.visible_to(user).active().in_role(Role.HEAD, Role.ADMIN)


class AddressField(serializers.EmailField):
    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data).lower()


class UserSerializer(RecordSerializer[User]):
    email = AddressField(max_length=254)
    full_name = TextField(max_length=200)
    team = RecordField(seen(Team), allow_null=True, required=False)
    is_active = FlagField(required=False, help_text="Without it the person cannot sign in.")

    class Meta:
        model = User
        fields = (
            "id",
            "version",
            "external_id",
            "email",
            "full_name",
            "sort_name",
            "role",
            "team",
            "language",
            "time_zone",
            "is_active",
            "reports_since",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("version", "created_at", "updated_at")

    def validate_full_name(self, text: str) -> str:
        return tidy(text)


class TeamSerializer(RecordSerializer[Team]):
    parent = RecordField(seen(Team), allow_null=True, required=False)  # type: ignore[assignment] # a column of this name
    head = RecordField(heads, allow_null=True, required=False)

    class Meta:
        model = Team
        fields = (
            "id",
            "version",
            "external_id",
            "name",
            "parent",
            "head",
            "shares_accounts",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("version", "created_at", "updated_at")

    def validate_name(self, text: str) -> str:
        return tidy(text)


class NewViewSerializer(RecordSerializer[SavedView]):
    """A list's address under a name. `team`: whom it is shared with."""

    list = TextField(source="list_key", max_length=40, help_text="accounts, contacts, deals …")
    query = TextField(required=False, allow_blank=True, max_length=6000)
    owner = RecordField(heads, read_only=True)
    team = RecordField(teams_to_share_with, allow_null=True, required=False)
    url = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = ("id", "version", "list", "name", "query", "owner", "team", "url")
        read_only_fields: tuple[str, ...] = ("version",)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, view: SavedView) -> str:
        return f"{settings.SITE_URL}{view.get_absolute_url()}"

    def validate_name(self, text: str) -> str:
        return tidy(text)

    def validate_list(self, key: str) -> str:
        if registry.find(key) is None:
            raise ValidationError(_("There is no such list."))
        return key

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the list does not understand is refused (400), as in its address."""
        key = str(attrs.get("list_key") or getattr(self.instance, "list_key", ""))
        if "query" in attrs:
            query = QueryDict(attrs["query"])
            select_rows(registry.get(key), self.context["request"].user, query)
            attrs["query"] = kept_query(query)
        return attrs


class ViewSerializer(NewViewSerializer):
    list = TextField(source="list_key", read_only=True)
