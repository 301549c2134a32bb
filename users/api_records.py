"""The API of one kind of record; a room's class says which rows, shape and services are meant.

    class AccountViews(Adds[Account], Changes[Account], Removes[Account]):
        model = Account
        record_list = "accounts"
        serializer_class = AccountSerializer

        def add(self, values: Values) -> Account:
            return create_account(values, **self.pen())

Every row comes through `visible_to` (404), every change asks `editable_by` (403) and `If-Match`
(428, 412), each POST may carry an `Idempotency-Key`.
"""

from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from crm.common.api.paging import (
    KeysetPages,
    Sorts,
    asked,
    found_page,
    listed,
    narrowed,
    order_of,
)
from crm.common.api.preconditions import etag, refuse_stale, required_stamp
from crm.common.doors import require_editable
from crm.common.errors import AlreadyHereError
from crm.common.keyset import Page
from crm.common.lists import registry
from crm.common.lists.declared import PARAMETERS, RecordList, select_rows
from crm.common.lists.filters import ListFilter
from crm.common.models import Route, all_rows
from users.api_auth import user_of
from users.api_once import once
from users.models import User

M = TypeVar("M", bound=models.Model)
Values = dict[str, Any]


class ReadViews(GenericViewSet[M]):
    """A list and its records. The list is `record_list` of the list machine; without one,
    `filter_class` and `sorts` say what it understands.
    """

    model: ClassVar[type[models.Model]]
    record_list: ClassVar[str] = ""
    filter_class: ClassVar[type[ListFilter]] = ListFilter
    sorts: ClassVar[Sorts] = {"id": ("pk",)}
    default_sort: ClassVar[str] = ""
    pagination_class = KeysetPages
    lookup_value_converter = "int"

    @property
    def user(self) -> User:
        return user_of(self.request)

    def reads(self, user: User) -> bool:
        """Whose role allows to read any; else the answer is 403."""
        return True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.reads(self.user):
            raise PermissionDenied

    def visible(self) -> QuerySet[Any]:
        rows: Any = self.model._default_manager.all()
        found: QuerySet[Any] = rows.visible_to(self.user)
        return found

    def one(self, rows: QuerySet[Any], pk: int) -> Any:
        """404 in the reader's language; Django's own words are English and name the class."""
        record = rows.filter(pk=pk).first()
        if record is None:
            raise NotFound
        return record

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what the answer holds beside the row itself; in a fixed number of queries."""
        return rows

    def stamp(self, record: Any) -> object:
        """What `ETag` says. Rows that nobody changes have no version."""
        return getattr(record, "version", 1)

    def list(self, request: Request) -> Response:
        found = self._page(request)
        serializer = self.get_serializer(found.rows, many=True)
        return Response(listed(request, found, serializer.data))

    def retrieve(self, request: Request, pk: int) -> Response:
        return self.answer(self.one(self.prepared(self.visible()), pk))

    def answer(self, record: Any, status: int = 200, **headers: str) -> Response:
        told = {"ETag": etag(self.stamp(record)), **headers}
        return Response(self.get_serializer(record).data, status, headers=told)

    @classmethod
    def listing(cls) -> RecordList | None:
        return registry.get(cls.record_list) if cls.record_list else None

    def _page(self, request: Request) -> Page[Any]:
        listing = self.listing()
        if listing:
            query = asked(request, listing.filter_class.parameters() | PARAMETERS)
            query.pop("limit", None)
            selection = select_rows(listing, self.user, query)
            return found_page(request, self.prepared(selection.sortable()), selection.order)
        query = asked(request, self.filter_class.parameters())
        rows = narrowed(self.filter_class, request, self.visible(), query)
        order = order_of(self.sorts, query.get("sort") or self._default_sort())
        return found_page(request, self.prepared(rows), order)

    @classmethod
    def _default_sort(cls) -> str:
        return cls.default_sort or next(iter(cls.sorts))


class WriteViews(ReadViews[M]):
    """What all changes share. `writes` says whose role allows any; else the answer is 403.

    `new_class` and `change_class` are the shapes of what is sent, where the answer's is another.
    """

    new_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    change_class: ClassVar[type[BaseSerializer[Any]] | None] = None

    def writes(self, user: User) -> bool:
        return user.may_write

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS and not self.writes(self.user):
            raise PermissionDenied

    def pen(self) -> dict[str, Any]:
        """Who writes, when, and through which door, as the services ask."""
        return {"by": self.user, "at": timezone.now(), "route": Route.API}

    def read_input(self, record: Any = None, *, patch: bool = False) -> Values:
        chosen = self.new_class if record is None else self.change_class
        serializer_class: Any = chosen or self.get_serializer_class()
        context = {**self.get_serializer_context(), "patch": patch}
        serializer = serializer_class(record, data=self.request.data, context=context)
        serializer.is_valid(raise_exception=True)
        values: Values = serializer.validated_data
        return values

    def read_action(self, serializer_class: type[BaseSerializer[Any]]) -> Values:
        """What was sent for an action that is no change of fields."""
        serializer = serializer_class(
            data=self.request.data, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        values: Values = serializer.validated_data
        return values

    def held(self, pk: int, *, must_match: bool = True) -> Any:
        """The record, locked until the transaction ends. 404, 403, 428 and 412, in this order."""
        require_editable(self.user, self.one(self.visible(), pk))
        asks = must_match or "If-Match" in self.request.headers
        wanted = required_stamp(self.request) if asks else None
        record = self.one(self.visible().select_for_update(of=("self",)), pk)
        if wanted is not None:
            refuse_stale(record, self.stamp(record), wanted)
        return record

    def refuse_known(self, but: int | None = None, **named: object) -> None:
        """Raises AlreadyHereError when the writer sees another record like that."""
        if there := self.visible().filter(**named).exclude(pk=but or 0)[:1]:
            raise AlreadyHereError(list(there))

    def fresh(self, record: Any) -> Any:
        """As it was saved; also when it was just given to somebody whose records one sees not."""
        return self.prepared(all_rows(self.model)).get(pk=record.pk)


class Adds(WriteViews[M]):
    def add(self, values: Values) -> Any:
        raise NotImplementedError

    @once
    def create(self, request: Request) -> Response:
        record = self.fresh(self.add(self.read_input()))
        place = f"{settings.SITE_URL}{request.path}{record.pk}/"
        return self.answer(record, 201, Location=place)


class Changes(WriteViews[M]):
    def change(self, record: Any, values: Values) -> Any:
        """`values` holds what was sent; the rest stays. Answers the record."""
        raise NotImplementedError

    @transaction.atomic
    def update(self, request: Request, pk: int, *, patch: bool = False) -> Response:
        record = self.held(pk)
        values = self.read_input(record, patch=patch)
        return self.answer(self.fresh(self.change(record, values)))

    def partial_update(self, request: Request, pk: int) -> Response:
        return self.update(request, pk, patch=True)


class Removes(WriteViews[M]):
    def remove(self, record: Any) -> None:
        raise NotImplementedError

    @transaction.atomic
    def destroy(self, request: Request, pk: int) -> Response:
        self.remove(self.held(pk))
        return Response(status=204)
