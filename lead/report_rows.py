"""The reports of a month as the panel lists them: each with its readers and the mail to each."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from crm.common.jobs import JobState
from messaging.queries import MailStatus, mail_states
from reports.addresses import report_url
from reports.models import MonthlyReport, ReportDelivery
from reports.queries import Asked
from reports.services import Request, requests_for
from users.models import User


@dataclass(frozen=True)
class ReaderRow:
    """Somebody who gets the report. `delivery` is the newest order to send it, `mail` its mail."""

    reader: User
    delivery: ReportDelivery | None
    mail: MailStatus | None

    @property
    def is_sent(self) -> bool:
        return self.mail is not None and self.mail.state == "sent"


@dataclass(frozen=True)
class ReportRow:
    asked: Asked
    report: MonthlyReport | None
    readers: list[ReaderRow]
    url: str

    @property
    def name(self) -> str:
        return name_of(self.asked)

    def only_not_sent(self) -> "ReportRow":
        return replace(self, readers=[reader for reader in self.readers if not reader.is_sent])


def requests_of(user: User, month: date) -> list[Request]:
    """What the user may have written and sent: a head the reports of the own people."""
    if user.is_admin:
        return requests_for(month)
    return requests_for(month, User.objects.reported_to(user))


def rows_of_month(user: User, month: date) -> list[ReportRow]:
    """In a fixed number of statements, whatever the number of reports."""
    reports = {
        (report.edition, report.subject_id): report
        for report in MonthlyReport.objects.visible_to(user).filter(month=month)
    }
    newest = _newest_deliveries(list(reports.values()))
    mails = mail_states(MonthlyReport, [report.pk for report in reports.values()])
    rows = []
    for request in requests_of(user, month):
        asked = request.asked
        report = reports.get((asked.edition.value, asked.user.pk if asked.user else None))
        readers = [
            _reader_row(reader, report, newest, mails if report else {})
            for reader in request.recipients
        ]
        rows.append(
            ReportRow(asked, report, readers, report_url(month, asked.edition, asked.user))
        )
    return rows


@dataclass(frozen=True)
class Progress:
    """Of the reports asked for, how many are made: figures frozen, no mail left to draw."""

    made: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.made == self.total


def progress_of(user: User, month: date) -> Progress:
    """Of the reports that the user sees; one statement."""
    asked = MonthlyReport.objects.visible_to(user).filter(month=month, requested_at__isnull=False)
    to_draw = ReportDelivery.objects.filter(
        report=OuterRef("pk"), state__in=[JobState.QUEUED, JobState.LEASED]
    )
    made = Q(frozen_at__isnull=False, is_drawn=True)
    counted = asked.annotate(is_drawn=~Exists(to_draw)).aggregate(
        made=Count("pk", filter=made), total=Count("pk")
    )
    return Progress(**counted)


def not_sent(user: User, month: date) -> int:
    """How many mails of the month are not sent yet."""
    return sum(not reader.is_sent for row in rows_of_month(user, month) for reader in row.readers)


def _newest_deliveries(reports: list[MonthlyReport]) -> dict[tuple[int, int], ReportDelivery]:
    deliveries = ReportDelivery.objects.filter(report__in=reports).order_by("resend", "pk")
    return {(delivery.report_id, delivery.recipient_id): delivery for delivery in deliveries}


def _reader_row(
    reader: User,
    report: MonthlyReport | None,
    newest: dict[tuple[int, int], ReportDelivery],
    mails: dict[int, list[MailStatus]],
) -> ReaderRow:
    if report is None:
        return ReaderRow(reader, None, None)
    own = [mail for mail in mails.get(report.pk, []) if mail.recipient_id == reader.pk]
    return ReaderRow(reader, newest.get((report.pk, reader.pk)), own[-1] if own else None)


def deliveries_of(user: User) -> "QuerySet[ReportDelivery]":
    """The orders to send that the user may repeat: of reports one sees, to people one leads."""
    rows = ReportDelivery.objects.filter(report__in=MonthlyReport.objects.visible_to(user))
    if not user.is_admin:
        rows = rows.filter(recipient__in=User.objects.reported_to(user))
    return rows.select_related("report", "recipient")


def name_of(asked: Asked) -> str:
    """`manager:7`, `company:0`: how a form says which report it means."""
    return f"{asked.edition.value}:{asked.user.pk if asked.user else 0}"
