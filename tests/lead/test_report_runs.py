"""Monthly runs from the panel."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.common.jobs import JobState
from lead.report_rows import progress_of
from messaging.models import OutboxMail
from reports.content import Edition
from reports.models import MonthlyReport, ReportDelivery
from reports.queries import Asked
from reports.services import comment_as_subject, deliver_due, freeze_requested
from reports.tasks import make_due_reports
from tests.cast import Cast
from users.models import User

pytestmark = pytest.mark.django_db
RUN = "/lead/reports/run/"
PAGE = "/lead/reports/?month=2026-01"
PROGRESS = "/lead/reports/progress/"


def progress(client: Client, month: str = "2026-01") -> str:
    return client.get(PROGRESS, {"month": month}).content.decode()


def test_the_request_writes_rows_and_leaves_the_figures_to_the_worker(
    cast: Cast, admin: Client
) -> None:
    admin.post(RUN, {"month": "2026-01"})
    assert MonthlyReport.objects.filter(requested_at__isnull=False).count() == 6
    assert not MonthlyReport.objects.frozen().exists()
    assert "0 of 6 reports made" in admin.get(PAGE).content.decode()
    make_due_reports()
    assert MonthlyReport.objects.frozen().count() == 6
    assert not ReportDelivery.objects.exists()
    assert "reports made" not in admin.get(PAGE).content.decode()


def test_the_page_asks_until_all_are_made_and_then_fetches_its_rows(
    cast: Cast, admin: Client
) -> None:
    admin.post(RUN, {"month": "2026-01", "send": "on"})
    at = timezone.now()
    assert "0 of 6 reports made" in progress(admin)
    freeze_requested(at=at)
    assert "0 of 6 reports made" in progress(admin), "their mails are to be drawn, too"
    deliver_due(at=at, most=2)
    assert "2 of 6 reports made" in progress(admin)
    assert 'hx-trigger="every 2s"' in progress(admin)
    deliver_due(at=at)
    assert 'hx-trigger="load"' in progress(admin)
    assert "every" not in progress(admin)


def test_without_a_hint_the_next_sweep_makes_the_reports_once(
    cast: Cast, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lead.views.reports.hint", lambda *_task: None)
    for _attempt in range(2):
        admin.post(RUN, {"month": "2026-01", "send": "on"})
    for _sweep in range(2):
        make_due_reports()
    assert MonthlyReport.objects.frozen().count() == 6
    assert OutboxMail.objects.count() == 6


def test_a_head_sees_how_far_the_own_reports_are(cast: Cast, head: Client, admin: Client) -> None:
    admin.post(RUN, {"month": "2026-01"})
    assert "0 of 3 reports made" in progress(head)


def test_asking_for_one_report_asks_for_no_other(cast: Cast, head: Client, admin: Client) -> None:
    """A comment may wait on a report that nobody asked for yet."""
    comment_as_subject(
        date(2026, 1, 1),
        Asked(Edition.MANAGER, cast.bea),
        "Not yet",
        by=cast.bea,
        at=timezone.now(),
    )
    head.post(RUN, {"month": "2026-01", "report": f"manager:{cast.anna.pk}"})
    make_due_reports()
    assert [report.subject for report in MonthlyReport.objects.frozen()] == [cast.anna]


def test_progress_is_one_statement_however_many(
    cast: Cast, admin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.get(pk=cast.ada.pk)
    with django_assert_num_queries(1):
        progress_of(user, date(2026, 1, 1))


def test_sending_orders_one_mail_a_reader_however_often(cast: Cast, admin: Client) -> None:
    for _attempt in range(2):
        admin.post(RUN, {"month": "2026-01", "send": "on"})
    make_due_reports()
    page = admin.get(PAGE)
    assert ReportDelivery.objects.count() == page.context["total"] == 6
    assert page.content.decode().count("waiting") >= 6


def test_a_head_runs_the_reports_of_the_own_people(cast: Cast, head: Client) -> None:
    head.post(RUN, {"month": "2026-01", "send": "on"})
    sent = set(ReportDelivery.objects.values_list("recipient__full_name", flat=True))
    assert sent == {"Anna Ahl", "Arvid Ask", "Hedda Hed"}


def test_a_head_runs_no_other_report(cast: Cast, head: Client) -> None:
    data = {"month": "2026-01", "report": f"manager:{cast.bea.pk}", "send": "on"}
    assert head.post(RUN, data).status_code == 404
    company = {"month": "2026-01", "report": "company:0"}
    assert head.post(RUN, company).status_code == 404


def test_one_report_is_sent_and_sent_again(cast: Cast, head: Client) -> None:
    data = {"month": "2026-01", "report": f"manager:{cast.anna.pk}", "send": "on"}
    head.post(RUN, data)
    delivery = ReportDelivery.objects.get()
    assert head.post(f"/lead/reports/{delivery.pk}/resend/").status_code == 409
    ReportDelivery.objects.update(state=JobState.DONE)
    assert head.post(f"/lead/reports/{delivery.pk}/resend/").status_code == 302
    assert list(ReportDelivery.objects.values_list("resend", flat=True)) == [0, 1]


def test_a_month_that_is_not_over_is_not_sent(cast: Cast, admin: Client) -> None:
    assert admin.post(RUN, {"month": "2099-01", "send": "on"}).status_code == 409


@pytest.mark.parametrize("query", ["month=2026-13", "month=", "show=x", "person=1"])
def test_an_address_that_means_nothing_is_400(cast: Cast, admin: Client, query: str) -> None:
    assert admin.get(f"/lead/reports/?{query}").status_code == 400


def test_the_mail_is_switched_on_and_off(cast: Cast, admin: Client) -> None:
    url = f"/lead/people/{cast.anna.pk}/reports/"
    admin.post(url, {"on": "1", "month": "2026-01"})
    assert User.objects.get(pk=cast.anna.pk).reports_since is not None
    admin.post(url, {"on": "0", "month": "2026-01"})
    assert User.objects.get(pk=cast.anna.pk).reports_since is None
