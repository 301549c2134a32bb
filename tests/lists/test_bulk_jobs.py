"""Bulk edits, small and large: at once or by a worker, once, and as they were asked for."""

from datetime import date
from uuid import uuid4

import pytest

from accounts.models import Account
from crm.common.jobs import JobState
from crm.common.lists.bulk.services import AT_ONCE
from crm.common.lists.models import BulkJob
from deals.models import Deal, StageChange
from tests.cast import Cast
from tests.crowds import insert_accounts, insert_deals
from tests.lists.asking import browser, content, edited, post_edit, reasons, view

pytestmark = pytest.mark.django_db


def test_up_to_200_records_are_changed_at_once(cast: Cast) -> None:
    insert_accounts(cast, AT_ONCE)
    response = post_edit(
        cast.anna, "accounts", "sector", None, sector=cast.sector.pk, view=view(q="Crowd")
    )
    assert response.url == "/accounts/?q=Crowd"
    assert Account.objects.filter(sector=cast.sector, name__startswith="Crowd").count() == AT_ONCE


def test_more_are_left_to_a_worker_who_tells_how_far_it_is(cast: Cast) -> None:
    insert_accounts(cast, AT_ONCE + 1)
    post_edit(cast.anna, "accounts", "sector", None, sector=cast.sector.pk, view=view(q="Crowd"))
    job = BulkJob.objects.get()
    assert job.state == JobState.QUEUED
    assert not Account.objects.filter(sector=cast.sector, name__startswith="Crowd").exists()
    page = browser(cast.anna).get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert "Waiting for a free worker" in page.content.decode()
    assert "every 1s" in page.content.decode()
    job = edited(cast.anna, "accounts", "team", [cast.akero.pk], team="")
    page = browser(cast.anna).get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert "every 1s" not in page.content.decode()
    assert Account.objects.filter(sector=cast.sector, name__startswith="Crowd").count() == 201


def test_what_changed_between_asking_and_working_is_refused(cast: Cast) -> None:
    accounts = insert_accounts(cast, AT_ONCE + 1)
    post_edit(cast.anna, "accounts", "sector", None, sector=cast.sector.pk, view=view(q="Crowd"))
    changed, gone, lost = accounts[0].pk, accounts[1].pk, accounts[2].pk
    Account.objects.filter(pk=changed).update(city="Uppsala")
    Account.objects.filter(pk=gone).update(deleted_at="2026-11-23T09:00:00Z")
    Account.objects.filter(pk=lost).update(owner=cast.bea, team=cast.team_b)
    job = edited(cast.anna, "accounts", "team", [cast.akero.pk], team="")
    job = BulkJob.objects.earliest("pk")
    assert reasons(job) == {
        changed: "It was changed by someone else in the meantime.",
        gone: "It is not there any more.",
        lost: "It is not there any more.",
    }
    page = browser(cast.anna).get(job.get_absolute_url()).content.decode()
    assert "Crowd 00002" not in page
    csv = content(browser(cast.anna).get(f"{job.get_absolute_url()}refused.csv"))
    assert b"Crowd 00000" in csv
    assert b"Crowd 00002" not in csv


def test_whoever_left_changes_nothing_any_more(cast: Cast) -> None:
    insert_accounts(cast, AT_ONCE + 1)
    post_edit(cast.anna, "accounts", "sector", None, sector=cast.sector.pk, view=view(q="Crowd"))
    type(cast.anna).objects.filter(pk=cast.anna.pk).update(is_active=False)
    edited(cast.ada, "accounts", "team", [cast.akero.pk], team="")
    job = BulkJob.objects.earliest("pk")
    assert (job.state, job.last_error) == (JobState.DEAD, "This person no longer works here.")
    assert not Account.objects.filter(sector=cast.sector, name__startswith="Crowd").exists()


def test_the_same_form_sent_twice_is_one_edit(cast: Cast) -> None:
    token = str(uuid4())
    pks = [one.pk for one in insert_deals(cast, 2)]
    for _time in range(2):
        post_edit(cast.anna, "deals", "stage", pks, to=cast.offer.pk, token=token)
    post_edit(cast.anna, "deals", "delete", pks, token=token)
    assert BulkJob.objects.count() == 1
    assert StageChange.objects.filter(deal__in=pks, after=cast.offer).count() == 2
    assert Deal.objects.filter(pk__in=pks).count() == 2


def test_a_job_is_seen_by_nobody_else(cast: Cast) -> None:
    job = edited(cast.anna, "accounts", "sector", [cast.akero.pk], sector="")
    for person in (cast.hedda, cast.ada, cast.bea):
        assert browser(person).get(job.get_absolute_url()).status_code == 404


def test_an_unforeseen_rule_refuses_only_its_records(cast: Cast) -> None:
    """A constraint of the table stands in for it: a closed deal cannot lose its closing date."""
    pks = [one.pk for one in insert_deals(cast, 8)]
    Deal.objects.filter(pk=pks[3]).update(deleted_at=None, engaged_on=date(2199, 1, 1))
    job = edited(cast.anna, "deals", "stage", pks, to=cast.won.pk)
    assert job.changed == 7
    assert set(reasons(job)) == {pks[3]}
