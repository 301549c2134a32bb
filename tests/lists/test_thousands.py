"""5,000 records of each list are changed together, and come back together."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Contact
from catalog.models import Product
from crm.common.history import history_context
from crm.common.jobs import JobState
from crm.common.lists.models import BulkJob, UndoJob
from crm.common.lists.tasks import run_list_work
from crm.common.lists.undoing import request_undo
from crm.common.models import Route
from deals.models import Deal, StageChange
from tests import crowds
from tests.cast import Cast
from tests.lists.asking import browser, edited, post_edit, view
from users.models import User

pytestmark = pytest.mark.django_db
MANY = 5000
ALL = {"view": view(q="Crowd")}


def undone(user: User, job: BulkJob) -> UndoJob:
    """As the button on the page of the edit does it."""
    address = reverse("common:undo", args=[job.context_id])
    response = browser(user).post(f"{address}?back={job.get_absolute_url()}")
    undo = UndoJob.objects.get()
    assert response.headers["Location"] == undo.get_absolute_url()
    browser(user).post(address)
    assert UndoJob.objects.count() == 1  # pressed twice, undone once
    run_list_work()
    undo.refresh_from_db()
    assert (undo.state, undo.last_error) == (JobState.DONE, "")
    page = browser(user).get(undo.get_absolute_url()).content.decode()
    assert job.get_absolute_url() in page
    return undo


def test_5000_accounts(cast: Cast) -> None:
    crowds.insert_accounts(cast, MANY)
    job = edited(cast.anna, "accounts", "lifecycle", None, to="key", reason="Växer", **ALL)
    assert job.changed == MANY
    assert Account.objects.filter(lifecycle="key").count() == MANY
    undone(cast.anna, job)
    assert not Account.objects.filter(lifecycle="key").exists()


def test_5000_contacts(cast: Cast) -> None:
    crowds.insert_contacts(cast, MANY)
    job = edited(cast.anna, "contacts", "delete", None, **ALL)
    assert job.changed == MANY
    assert not Contact.objects.filter(full_name__startswith="Crowd").exists()
    undone(cast.anna, job)
    assert Contact.objects.filter(full_name__startswith="Crowd").count() == MANY


def test_5000_deals(cast: Cast) -> None:
    crowds.insert_deals(cast, MANY)
    lost: dict[str, Any] = {"to": cast.lost.pk, "lost_reason": "price"}
    job = edited(cast.anna, "deals", "stage", None, **lost, **ALL)
    assert job.changed == MANY
    assert Deal.objects.lost().count() == MANY
    undone(cast.anna, job)
    assert not Deal.objects.lost().exists()
    assert not StageChange.objects.filter(after=cast.lost).exists()


def test_5000_products(cast: Cast) -> None:
    crowds.insert_products(cast, MANY)
    job = edited(cast.hedda, "products", "on_sale", None, is_active="0", **ALL)
    assert job.changed == MANY
    assert Product.objects.on_sale().count() == 1
    undone(cast.hedda, job)
    assert Product.objects.on_sale().count() == MANY + 1


def test_an_undo_that_a_table_refuses_says_why_at_once(cast: Cast) -> None:
    twin = {"org_number": "5560125790", "owner": cast.anna}
    first = Account.objects.create(name="Ekerö Bygg", **twin)
    job = edited(cast.anna, "accounts", "delete", [first.pk])
    with history_context(by=cast.anna, route=Route.PAGE):
        Account.objects.create(name="Ekerö Bygg igen", **twin)
    assert job.context_id
    undo = request_undo(job.context_id, by=cast.anna, back="")
    run_list_work()
    undo.refresh_from_db()
    assert (undo.state, undo.attempt) == (JobState.DEAD, 1)
    assert undo.last_error == "There is already an account with this number."


def test_5000_refusals_cost_no_statements_of_their_own(cast: Cast) -> None:
    """All accounts have deals, so none can be deleted."""
    crowds.insert_accounts(cast, MANY)
    crowds.insert_deals(cast, MANY)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deals_deal d SET account_id = a.id FROM accounts_account a"
            " WHERE a.name = d.name"
        )
    post_edit(cast.anna, "accounts", "delete", None, **ALL)
    with CaptureQueriesContext(connection) as statements:
        run_list_work()
    job = BulkJob.objects.get()
    assert (job.changed, job.refusals.count()) == (0, MANY)
    assert len(statements) < 150
    page = browser(cast.anna).get(job.get_absolute_url()).content.decode()
    assert len(page) < 80_000
