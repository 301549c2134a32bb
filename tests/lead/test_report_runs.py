"""Monthly runs from the panel."""

import pytest
from django.test import Client

from crm.common.jobs import JobState
from reports.models import MonthlyReport, ReportDelivery
from reports.tasks import make_due_reports
from tests.cast import Cast
from users.models import User

pytestmark = pytest.mark.django_db
RUN = "/lead/reports/run/"
PAGE = "/lead/reports/?month=2026-01"


def test_writing_freezes_and_sends_nothing(cast: Cast, admin: Client) -> None:
    admin.post(RUN, {"month": "2026-01"})
    assert MonthlyReport.objects.frozen().count() == 6
    assert not ReportDelivery.objects.exists()


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
