"""Accounts and contacts as the API shows and takes them."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from accounts.identifiers import check_org_number
from accounts.models import (
    Account,
    AccountMember,
    Contact,
    ContactPoint,
    Lifecycle,
    LifecycleChange,
    Sector,
)
from accounts.normal import normal_point, normal_vat_number, normal_website
from crm.common.api.fields import CodeField, DayField, FlagField, RecordField, TextField, seen
from crm.common.api.serializers import RecordSerializer, StrictSerializer, many, tidy
from users.models import Team, User

MOST_PARTS = 30
LONGEST_WEBSITE = 300
LONGEST_POINT = 254


def people(user: User) -> QuerySet[User]:
    return User.objects.visible_to(user).who_may_own()


def colleagues(user: User) -> QuerySet[User]:
    return User.objects.visible_to(user).active()


class SectorSerializer(RecordSerializer[Sector]):
    class Meta:
        model = Sector
        fields = ("id", "version", "name")
        read_only_fields = ("version",)

    def validate_name(self, text: str) -> str:
        return tidy(text)


class AccountSerializer(RecordSerializer[Account]):
    owner = RecordField(people, allow_null=True, required=False)
    team = RecordField(seen(Team), allow_null=True, required=False)
    parent = RecordField(seen(Account), allow_null=True, required=False)  # type: ignore[assignment] # a column of this name
    sector = RecordField(seen(Sector), allow_null=True, required=False)
    website = TextField(max_length=LONGEST_WEBSITE, required=False, allow_blank=True)

    class Meta:
        model = Account
        fields: tuple[str, ...] = (
            "id",
            "version",
            "external_id",
            "name",
            "org_number",
            "vat_number",
            "lifecycle",
            "owner",
            "team",
            "parent",
            "sector",
            "source",
            "country",
            "city",
            "website",
            "employees",
            "annual_revenue",
            "currency",
            "founded_year",
            "description",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("version", "created_at", "updated_at")

    def validate_name(self, text: str) -> str:
        return tidy(text)

    def validate_org_number(self, text: str) -> str:
        return check_org_number(text, self._country()) if text else ""

    def validate_vat_number(self, text: str) -> str:
        return normal_vat_number(text, self._country())

    def validate_website(self, text: str) -> str:
        address = normal_website(text)
        if len(address) > LONGEST_WEBSITE:
            raise Refused(_("This address is too long."))
        return address

    def validate_owner(self, person: User | None) -> User | None:
        if person is None and not self.context["request"].user.leads:
            raise ValidationError(_("Only sales heads leave an account without an owner."))
        return person

    def validate_parent(self, parent: Account | None) -> Account | None:
        if parent and self.instance and parent.pk == self.instance.pk:
            raise ValidationError(_("An account cannot be its own parent."))
        return parent

    def _country(self) -> str:
        kept = self.instance.country if self.instance else ""
        return str(self.initial_data.get("country", kept))


class NewAccountSerializer(AccountSerializer):
    add_anyway = FlagField(
        write_only=True, required=False, help_text="Another account of this name is meant."
    )

    class Meta(AccountSerializer.Meta):
        fields = (*AccountSerializer.Meta.fields, "add_anyway")


class StepSerializer(StrictSerializer):
    to = CodeField(choices=Lifecycle.choices)
    on = DayField(required=False, help_text="Today, unless it says.")
    reason = TextField(max_length=300, required=False, allow_blank=True)


class LifecycleChangeSerializer(RecordSerializer[LifecycleChange]):
    account = RecordField(seen(Account), read_only=True)
    before = CodeField(choices=[("", "–"), *Lifecycle.choices], read_only=True)
    by = RecordField(colleagues, read_only=True, allow_null=True)

    class Meta:
        model = LifecycleChange
        fields = (
            "id",
            "account",
            "before",
            "after",
            "happened_on",
            "reason",
            "by",
            "route",
            "recorded_at",
        )
        read_only_fields = fields


class NewMemberSerializer(RecordSerializer[AccountMember]):
    account = RecordField(seen(Account))
    user = RecordField(colleagues)

    class Meta:
        model = AccountMember
        fields = ("id", "account", "user", "role")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["account"].owner_id == attrs["user"].pk:
            raise ValidationError({"user": _("This is the owner of the account.")})
        return attrs


class MemberSerializer(NewMemberSerializer):
    """The role can be changed; for another colleague there is another member."""

    account = RecordField(seen(Account), read_only=True)
    user = RecordField(colleagues, read_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs


class PlaceSerializer(StrictSerializer):
    """A person's place at an organisation."""

    account = RecordField(seen(Account))
    title = TextField(max_length=200, required=False, allow_blank=True, default="")
    is_primary = FlagField(required=False, default=False)


class PointSerializer(RecordSerializer[ContactPoint]):
    """An address or a number."""

    label = TextField(  # type: ignore[assignment] # a column of this name
        max_length=60, required=False, allow_blank=True, default=""
    )
    is_primary = FlagField(required=False, default=False)

    class Meta:
        model = ContactPoint
        fields = ("kind", "value", "label", "is_primary")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(normal_point(attrs["kind"], attrs["value"])) > LONGEST_POINT:
            raise ValidationError({"value": _("This address is too long.")})
        return attrs


class ContactSerializer(RecordSerializer[Contact]):
    affiliations = many(PlaceSerializer, MOST_PARTS, source="places", allow_empty=False)
    points = many(PointSerializer, MOST_PARTS, source="addresses", required=False)

    class Meta:
        model = Contact
        fields: tuple[str, ...] = (
            "id",
            "version",
            "external_id",
            "full_name",
            "sort_name",
            "language",
            "notes",
            "affiliations",
            "points",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("version", "created_at", "updated_at")

    def validate_full_name(self, text: str) -> str:
        return tidy(text)

    def validate_affiliations(self, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
        pks = {place["account"].pk for place in places}
        if len(pks) < len(places):
            raise ValidationError(_("An organisation stands here twice."))
        if sum(place["is_primary"] for place in places) > 1:
            raise ValidationError(_("Only one organisation can be the main one."))
        return places


class NewContactSerializer(ContactSerializer):
    add_anyway = FlagField(write_only=True, required=False, help_text="Another person is meant.")

    class Meta(ContactSerializer.Meta):
        fields = (*ContactSerializer.Meta.fields, "add_anyway")
