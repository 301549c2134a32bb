"""`bin/manage monthly_reports --month 2017-06 [--send] [--user EMAIL]`."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from crm.common.errors import BusinessRuleError
from crm.common.months import parse_month
from reports.content import FigureCode
from reports.models import MonthlyReport
from reports.services import content_of, freeze_month, request_reports, requests_for
from users.models import User


class Command(BaseCommand):
    help = "Freeze the monthly reports of a month and, with --send, mail them. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, type=_month, help="such as 2017-06")
        parser.add_argument(
            "--send", action="store_true", help="also hand the mails to the outbox"
        )
        parser.add_argument("--user", metavar="EMAIL", help="only the report this person receives")

    def handle(self, *args: Any, **options: Any) -> None:
        month, at = options["month"], timezone.now()
        requests = requests_for(month, _users(options["user"]))
        if options["user"] and not requests:
            raise CommandError("This person receives no monthly report.")
        try:
            reports = request_reports(month, requests, send=options["send"], at=at)
        except BusinessRuleError as error:
            raise CommandError(error.message) from error
        frozen = freeze_month(month, at=at)
        self._print(reports)
        mails = sum(len(request.recipients) for request in requests) if options["send"] else 0
        self.stdout.write(f"{len(reports)} reports, {frozen} of them frozen now; {mails} mails.")
        if mails:
            self.stdout.write("The worker draws and sends them; each leaves once, whoever asks.")

    def _print(self, reports: list[MonthlyReport]) -> None:
        rows = MonthlyReport.objects.filter(pk__in=[report.pk for report in reports])
        for report in rows.select_related("subject").order_by("edition", "subject__sort_key"):
            content = content_of(report)
            won, count = content.figure(FigureCode.WON_VALUE), content.figure(FigureCode.WON_COUNT)
            value = (
                f"{won.value} {content.currency}" if won and won.value is not None else "no value"
            )
            name = content.subject_name or "Company"
            number = count.value if count else 0
            self.stdout.write(f"{report.edition:8} {name:32} won {number:>5}  {value}")


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _users(email: str | None) -> list[User] | None:
    if not email:
        return None
    try:
        return [User.objects.get_by_natural_key(email)]
    except User.DoesNotExist as error:
        raise CommandError(f"Nobody here has the address {email}.") from error
