"""How a browser asks for work on many records."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from crm.common.lists.models import BulkJob
from crm.common.lists.tasks import run_list_work
from users.models import User


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post_edit(
    user: User, key: str, edit: str, ids: Sequence[int | str] | None, **values: Any
) -> Any:
    """The answer to the sent form; `ids` None means all of the view."""
    chosen: dict[str, Any] = {"all": "1"} if ids is None else {"ids": ids}
    sent = {"token": str(uuid4()), **chosen, **values}
    return browser(user).post(reverse("lists:bulk_edit", args=[key, edit]), sent)


def edited(user: User, key: str, edit: str, ids: Sequence[int] | None, **values: Any) -> BulkJob:
    """The job, done."""
    response = post_edit(user, key, edit, ids, **values)
    assert response.status_code == 302, response.content
    run_list_work()
    return BulkJob.objects.latest("pk")


def reasons(job: BulkJob) -> dict[int, str]:
    return dict(job.refusals.values_list("record_id", "reason"))


def post_export(user: User, key: str, kind: str, ids: Sequence[int] | None, view: str = "") -> Any:
    chosen: dict[str, Any] = {"all": "1"} if ids is None else {"ids": ids}
    address = reverse("lists:export", args=[key])
    return browser(user).post(address, {"format": kind, "view": view, **chosen})


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def view(**query: Any) -> str:
    return urlencode(query)
