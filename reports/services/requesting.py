"""Asking for reports: by hand, by the schedule, and once more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.jobs import JobState
from crm.common.months import add_months
from messaging.models import OutboxMail
from messaging.states import WAITING
from reports import statements
from reports.content import Edition
from reports.models import MonthlyReport, ReportDelivery
from reports.queries import Asked, subjects_of
from reports.rows import fetch
from users.models import Role, User


@dataclass(frozen=True)
class Request:
    """A report that is asked for, and who gets it by mail."""

    asked: Asked
    recipients: tuple[User, ...] = ()


def requests_for(month: date, users: Iterable[User] | None = None) -> list[Request]:
    """Everybody's report for a month to its own reader, or only those whose readers are `users`.

    A manager's and a head's report goes to that person, the company's to each administrator.
    """
    wanted = None if users is None else {user.pk for user in users}
    admins = User.objects.active().in_role(Role.ADMIN).order_by("pk")
    found = []
    for asked in subjects_of(month):
        readers = [asked.user] if asked.user else list(admins)
        chosen = tuple(
            reader
            for reader in readers
            if reader.is_active and (wanted is None or reader.pk in wanted)
        )
        if chosen or wanted is None:
            found.append(Request(asked, chosen))
    return found


@transaction.atomic
def request_reports(
    month: date, requests: Sequence[Request], *, send: bool, at: datetime
) -> list[MonthlyReport]:
    """Ask for reports to be frozen, and if `send` mailed, once however often this is called.

    Raises BusinessRuleError for a month that is not over.
    """
    _refuse_unfinished(month, at)
    rows = [_report_row(month, request.asked, at) for request in requests]
    MonthlyReport.objects.bulk_create(rows, ignore_conflicts=True)
    reports = MonthlyReport.objects.filter(month=month).select_related("subject")
    by_asked = {(report.edition, report.subject_id): report for report in reports}
    chosen = [
        (by_asked[str(request.asked.edition), _pk(request.asked.user)], request)
        for request in requests
    ]
    asked = reports.filter(pk__in=[report.pk for report, _request in chosen])
    asked.filter(requested_at__isnull=True).update(requested_at=at)
    if send:
        deliveries = [
            ReportDelivery(report=report, recipient=reader, requested_at=at)
            for report, request in chosen
            for reader in request.recipients
        ]
        ReportDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return [report for report, _request in chosen]


def _refuse_unfinished(month: date, at: datetime) -> None:
    if add_months(month, 1) > business_day(at):
        raise BusinessRuleError(_("This month is not over yet. You can look at its preview."))


def _report_row(month: date, asked: Asked, at: datetime) -> MonthlyReport:
    return MonthlyReport(
        month=month, edition=asked.edition.value, subject=asked.user, requested_at=at
    )


def _pk(user: User | None) -> int | None:
    return user.pk if user else None


@transaction.atomic
def resend(delivery: ReportDelivery, *, at: datetime) -> ReportDelivery:
    """Send a report once more to the same reader.

    Raises BusinessRuleError while what was sent before has not left.
    """
    earlier = ReportDelivery.objects.filter(
        report=delivery.report_id, recipient=delivery.recipient_id
    )
    rows = list(earlier.select_for_update(of=("self",)).select_related("report"))
    mails = OutboxMail.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows])
    in_work = any(row.state in {JobState.QUEUED, JobState.LEASED} for row in rows)
    if in_work or mails.filter(state__in=WAITING).exists():
        raise BusinessRuleError(_("The mail has not left yet. It leaves by itself."))
    return ReportDelivery.objects.create(
        report_id=delivery.report_id,
        recipient_id=delivery.recipient_id,
        resend=max(row.resend for row in rows) + 1,
        requested_at=at,
    )


@transaction.atomic
def request_due(*, at: datetime) -> int:
    """Ask for every report that is due for somebody at `at` and was not asked for yet; returns how
    many mails.
    """
    due = fetch(statements.DUE, {"at": at, "zone": settings.TIME_ZONE})
    users = User.objects.in_bulk([row.user_id for row in due])
    for month in sorted({row.month for row in due}):
        readers = [users[row.user_id] for row in due if row.month == month]
        request_reports(month, [_own_request(reader) for reader in readers], send=True, at=at)
    return len(due)


def _own_request(reader: User) -> Request:
    if reader.is_admin:
        return Request(Asked(Edition.COMPANY, None), (reader,))
    edition = Edition.HEAD if reader.is_head else Edition.MANAGER
    return Request(Asked(edition, reader), (reader,))
