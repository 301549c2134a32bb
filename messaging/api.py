"""The API of this room: the outbox, read by administrators."""

from typing import Any

from django.db.models import QuerySet

from messaging.filters import OutboxFilter
from messaging.models import OutboxMail
from messaging.serializers import OutboxMailSerializer
from users.api_records import ReadViews
from users.models import User


class OutboxViews(ReadViews[OutboxMail]):
    model = OutboxMail
    serializer_class = OutboxMailSerializer
    filter_class = OutboxFilter
    sorts = {"written": ("created_at", "pk")}
    default_sort = "-written"

    def reads(self, user: User) -> bool:
        return user.is_admin

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.defer("text", "html")
