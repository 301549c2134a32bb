"""The API of this room: accounts with their members and lifecycle, contacts, sectors."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_filters import MemberFilter, OfAccount
from accounts.known import refuse_known_account, refuse_known_contact
from accounts.matching import place_of
from accounts.models import (
    Account,
    AccountMember,
    Contact,
    Lifecycle,
    LifecycleChange,
    MemberRole,
    PointKind,
    Sector,
)
from accounts.parts import parts_from, with_parts
from accounts.serializers import (
    AccountSerializer,
    ContactSerializer,
    LifecycleChangeSerializer,
    MemberSerializer,
    NewAccountSerializer,
    NewContactSerializer,
    NewMemberSerializer,
    SectorSerializer,
    StepSerializer,
)
from accounts.services import (
    Parts,
    Step,
    add_member,
    create_account,
    create_contact,
    delete_accounts,
    delete_contacts,
    named_sector,
    remove_member,
    set_lifecycle,
    update_account,
    update_contact,
)
from crm.common.api.filters import NamedFilter
from crm.common.days import business_day
from crm.common.doors import require_editable
from users.api_once import once
from users.api_records import Adds, Changes, ReadViews, Removes, Values
from users.models import User


class AccountViews(Adds[Account], Changes[Account], Removes[Account]):
    model = Account
    record_list = "accounts"
    serializer_class = AccountSerializer
    new_class = NewAccountSerializer

    def add(self, values: Values) -> Account:
        named = ("external_id", "org_number") if values.pop("add_anyway", False) else MATCHED
        refuse_known_account({name: values.get(name, "") for name in named}, self.user)
        return create_account(values, **self.pen())  # type: ignore[arg-type] # as validated

    def change(self, record: Account, values: Values) -> Account:
        return update_account(record.pk, record.version, values, **self.pen())  # type: ignore[arg-type] # as validated

    def remove(self, record: Account) -> None:
        delete_accounts([record.pk], **self.pen())

    @extend_schema(request=StepSerializer, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    @once
    def lifecycle(self, request: Request, pk: int) -> Response:
        """A step in the lifecycle, on its day and with its reason."""
        account = self.held(pk, must_match=False)
        said = self.read_action(StepSerializer)
        day = said.get("on") or business_day(timezone.now())
        step = Step(Lifecycle(said["to"]), day, said.get("reason", ""))
        set_lifecycle([account.pk], step, **self.pen())
        return self.answer(self.fresh(account))


MATCHED = ("external_id", "org_number", "name")


class LifecycleChangeViews(ReadViews[LifecycleChange]):
    model = LifecycleChange
    serializer_class = LifecycleChangeSerializer
    filter_class = OfAccount


class MemberViews(Adds[AccountMember], Changes[AccountMember], Removes[AccountMember]):
    """The ETag of a member is the role."""

    model = AccountMember
    serializer_class = MemberSerializer
    new_class = NewMemberSerializer
    filter_class = MemberFilter

    def stamp(self, record: AccountMember) -> str:
        return record.role

    def add(self, values: Values) -> AccountMember:
        account, person = values["account"], values["user"]
        require_editable(self.user, account)
        self.refuse_known(account=account, user=person)
        return add_member(account, person, _role(values))

    def change(self, record: AccountMember, values: Values) -> AccountMember:
        return add_member(record.account, record.user, _role({"role": record.role, **values}))

    def remove(self, record: AccountMember) -> None:
        remove_member(record.account, record.pk)


def _role(values: Values) -> MemberRole:
    return MemberRole(values.get("role", MemberRole.COLLEAGUE))


class ContactViews(Adds[Contact], Changes[Contact], Removes[Contact]):
    model = Contact
    record_list = "contacts"
    serializer_class = ContactSerializer
    new_class = NewContactSerializer

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_parts(rows, self.user)

    def add(self, values: Values) -> Contact:
        anyway, parts = values.pop("add_anyway", False), parts_from(values, self.user)
        if not anyway:
            refuse_known_contact(_wanted(values, parts), self.user)
        return create_contact(values, parts, **self.pen())  # type: ignore[arg-type] # as validated

    def change(self, record: Contact, values: Values) -> Contact:
        parts = parts_from(values, self.user, record)
        return update_contact(record.pk, record.version, values, parts, by=self.user)  # type: ignore[arg-type] # as validated

    def remove(self, record: Contact) -> None:
        delete_contacts([record.pk], **self.pen())


def _wanted(values: Values, parts: Parts) -> list[Any]:
    """The ways in which the matcher can know this person."""
    name = values["full_name"]
    places = [{"place": place_of(name, place.account.pk)} for place in parts.places]
    emails = [{"email": one.value} for one in parts.addresses if one.kind == PointKind.EMAIL]
    return [{"external_id": values.get("external_id", "")}, *emails, *places]


class SectorViews(Adds[Sector]):
    """Heads add sectors, as on the page of an account."""

    model = Sector
    serializer_class = SectorSerializer
    filter_class = NamedFilter
    sorts = {"name": ("sort_key", "pk")}

    def writes(self, user: User) -> bool:
        return user.leads

    def add(self, values: Values) -> Sector:
        self.refuse_known(name__iexact=values["name"])
        return named_sector(values["name"], by=self.user)
