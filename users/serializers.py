"""People and teams as the API shows and takes them."""

from django.db.models import QuerySet
from rest_framework import serializers

from crm.common.api.fields import FlagField, RecordField, TextField
from crm.common.api.serializers import RecordSerializer, tidy
from users.models import Role, Team, User
from users.models.user import UserQuerySet


def teams(user: User) -> QuerySet[Team]:
    return Team.objects.visible_to(user)


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
    team = RecordField(teams, allow_null=True, required=False)
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
    parent = RecordField(teams, allow_null=True, required=False)  # type: ignore[assignment] # a column of this name
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
