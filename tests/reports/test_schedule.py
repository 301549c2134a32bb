"""When reports are due, and that each is made once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from crm.common.errors import BusinessRuleError
from crm.common.months import add_months, parse_month
from deals.models import Outcome
from messaging.models import OutboxMail
from messaging.states import MailState
from reports import services
from reports.content import Edition, FigureCode
from reports.models import MonthlyReport, ReportDelivery
from reports.queries import Asked, compute
from tests.cast import Cast
from users.models import Team, User

OCTOBER = date(2026, 10, 1)


def switch_on(user: User, since: date, zone: str = "Europe/Stockholm") -> None:
    User.objects.filter(pk=user.pk).update(reports_since=since, time_zone=zone)


def due_at(at: datetime) -> set[tuple[str, date]]:
    services.request_due(at=at)
    return {
        (delivery.recipient.full_name.split()[0], delivery.report.month)
        for delivery in ReportDelivery.objects.select_related("recipient", "report")
    }


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [
        (date(2026, 11, 1), 1, date(2026, 12, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 3, 1), -12, date(2025, 3, 1)),
    ],
)
def test_months_are_counted_over_the_year(month: date, count: int, expected: date) -> None:
    assert add_months(month, count) == expected


@pytest.mark.parametrize("text", ["2017-13", "2017", "17-06", "2017-6", "junk", "2017-06-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"month|must be"):
        parse_month(text)


def test_month_ends_in_three_zones(cast: Cast) -> None:
    switch_on(cast.anna, OCTOBER, "America/Los_Angeles")
    switch_on(cast.arvid, OCTOBER)
    switch_on(cast.bea, OCTOBER, "Asia/Tokyo")
    tokyo, stockholm = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)
    angeles = datetime(2026, 11, 1, 15, tzinfo=UTC)  # the clocks went back at nine
    expected: set[tuple[str, date]] = set()
    for name, instant in (("Bea", tokyo), ("Arvid", stockholm), ("Anna", angeles)):
        assert due_at(instant - timedelta(minutes=1)) == expected
        expected |= {(name, OCTOBER)}
        assert due_at(instant) == expected


def test_east_of_the_house_the_month_must_be_over_here(cast: Cast) -> None:
    switch_on(cast.anna, OCTOBER, "Pacific/Auckland")
    over = datetime(2026, 10, 31, 23, tzinfo=UTC)  # midnight in Stockholm, noon in Auckland
    assert due_at(over - timedelta(minutes=1)) == set()
    assert due_at(over) == {("Anna", OCTOBER)}


def test_seven_is_seven_after_the_clocks_went_forward(cast: Cast) -> None:
    switch_on(cast.anna, date(2026, 3, 1))
    seven = datetime(2026, 4, 1, 5, tzinfo=UTC)
    assert due_at(seven - timedelta(minutes=1)) == set()
    assert due_at(seven) == {("Anna", date(2026, 3, 1))}


def test_missed_months_are_caught_up_from_the_day_it_was_switched_on(cast: Cast) -> None:
    switch_on(cast.anna, date(2026, 8, 15))
    assert due_at(datetime(2026, 11, 23, 9, tzinfo=UTC)) == {
        ("Anna", date(2026, 8, 1)),
        ("Anna", date(2026, 9, 1)),
        ("Anna", OCTOBER),
    }


def test_nobody_is_due_who_is_switched_off_deactivated_or_reads_only(cast: Cast) -> None:
    switch_on(cast.bea, OCTOBER)
    User.objects.filter(pk=cast.bea.pk).update(is_active=False)
    switch_on(cast.rut, OCTOBER)
    assert due_at(datetime(2026, 11, 23, 9, tzinfo=UTC)) == set()


def test_each_reader_gets_the_own_edition(cast: Cast) -> None:
    for user in (cast.anna, cast.hedda, cast.ada):
        switch_on(user, OCTOBER)
    due_at(datetime(2026, 11, 23, 9, tzinfo=UTC))
    editions = ReportDelivery.objects.values_list("recipient", "report__edition")
    assert set(editions) == {
        (cast.anna.pk, "manager"),
        (cast.hedda.pk, "head"),
        (cast.ada.pk, "company"),
    }


def test_starting_twice_makes_one_report_and_one_mail_each(cast: Cast) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    for _time in range(2):
        services.request_reports(OCTOBER, services.requests_for(OCTOBER), send=True, at=at)
        services.freeze_requested(at=at)
        services.deliver_due(at=at)
    assert MonthlyReport.objects.count() == 6
    assert OutboxMail.objects.count() == 6
    assert not ReportDelivery.objects.exclude(state="done").exists()


def test_a_schedule_after_a_run_by_hand_sends_nothing_again(cast: Cast) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    services.request_reports(OCTOBER, services.requests_for(OCTOBER), send=True, at=at)
    switch_on(cast.anna, OCTOBER)
    assert services.request_due(at=at) == 0


def test_sending_again_has_a_key_of_its_own(cast: Cast) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    requests = services.requests_for(OCTOBER, [cast.anna])
    services.request_reports(OCTOBER, requests, send=True, at=at)
    services.freeze_requested(at=at)
    services.deliver_due(at=at)
    delivery = ReportDelivery.objects.get()
    with pytest.raises(BusinessRuleError, match="not left yet"):
        services.resend(delivery, at=at)
    OutboxMail.objects.update(state=MailState.SENT, sent_at=at)
    services.resend(delivery, at=at)
    with pytest.raises(BusinessRuleError, match="not left yet"):
        services.resend(delivery, at=at)
    services.deliver_due(at=at)
    keys = sorted(OutboxMail.objects.values_list("dedupe_key", flat=True))
    key = f"report:2026-10:manager:{cast.anna.pk}:{cast.anna.pk}"
    assert keys == [key, f"{key}:resend-1"]


def test_the_average_is_of_the_deals_that_are_in_the_sum(cast: Cast) -> None:
    for deal, value, currency in (
        (cast.akero_deal, 100, "SEK"),
        (cast.norrkoping_deal_a, 300, "SEK"),
        (cast.oresund_deal, 500, "USD"),
    ):
        deal.value, deal.currency, deal.owner = Decimal(value), currency, cast.anna
        deal.stage, deal.outcome, deal.closed_on = cast.won, Outcome.WON, date(2026, 10, 5)
        deal.save()
    content = compute(OCTOBER, [Asked(Edition.MANAGER, cast.anna)]).popitem()[1].content
    average = content.figure(FigureCode.AVERAGE_DEAL)
    assert average is not None
    assert (average.value, average.records) == (Decimal("200.00"), 3)
    assert [deal.currency for deal in content.unconverted] == ["USD"]


def test_a_report_is_seen_by_those_who_oversee_all_it_covers(cast: Cast) -> None:
    chief = User.objects.create_user("chef@crm.example", "Chef", role="head", team=cast.team_a)
    Team.objects.filter(pk=cast.region.pk).update(head=chief)
    reports = [
        MonthlyReport.objects.create(month=OCTOBER, edition="head", subject=user)
        for user in (chief, cast.hedda, cast.bo)
    ]
    assert set(MonthlyReport.objects.visible_to(cast.hedda)) == {reports[1]}
    assert set(MonthlyReport.objects.visible_to(cast.rut)) == {reports[1]}
    chief = User.objects.get(pk=chief.pk)
    assert set(MonthlyReport.objects.visible_to(chief)) == set(reports)


def test_a_month_that_is_not_over_is_refused(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="not over"):
        services.request_reports(
            date(2026, 11, 1), [], send=False, at=datetime(2026, 11, 30, 20, tzinfo=UTC)
        )


def test_figures_stay_frozen_when_deals_change(cast: Cast) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    services.request_reports(OCTOBER, services.requests_for(OCTOBER), send=False, at=at)
    services.freeze_requested(at=at)
    report = MonthlyReport.objects.get(subject=cast.anna)
    before = services.content_of(report).figures
    type(cast.akero_deal).objects.all().update(value=1, deleted_at=at)
    report.refresh_from_db()
    assert services.content_of(report).figures == before


def test_the_managers_comment_is_in_the_mail_and_closed_after_it(cast: Cast) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    asked = services.requests_for(OCTOBER, [cast.anna])[0].asked
    services.comment_as_subject(OCTOBER, asked, "Åkerö beslutar i december.", by=cast.anna, at=at)
    services.comment_as_head(OCTOBER, asked, "Bra jobbat!", by=cast.hedda, at=at)
    services.request_reports(
        OCTOBER, services.requests_for(OCTOBER, [cast.anna]), send=True, at=at
    )
    services.freeze_requested(at=at)
    services.deliver_due(at=at)
    mail = OutboxMail.objects.get()
    assert "Åkerö beslutar i december." in mail.text
    assert "Bra jobbat!" in mail.text
    with pytest.raises(BusinessRuleError, match="was sent"):
        services.comment_as_subject(OCTOBER, asked, "Nytt", by=cast.anna, at=at)
