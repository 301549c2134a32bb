"""Comments on a report: by the one it is about, and by a head."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from reports.models import MonthlyReport
from reports.queries import Asked
from users.models import User


@transaction.atomic
def comment_as_subject(
    month: date, asked: Asked, text: str, *, by: User, at: datetime
) -> MonthlyReport:
    """Keep the comment of the one whom the report is about.

    Raises BusinessRuleError once it was sent.
    """
    report = _locked(month, asked)
    if report.sent_at:
        raise BusinessRuleError(_("This report was sent; its comment can no longer be changed."))
    report.manager_comment, report.manager_commented_at = text, at
    report.save(update_fields=["manager_comment", "manager_commented_at"])
    return report


@transaction.atomic
def comment_as_head(
    month: date, asked: Asked, text: str, *, by: User, at: datetime
) -> MonthlyReport:
    """Keep the comment of a head; the page shows it even when the mail has left."""
    report = _locked(month, asked)
    report.head_comment, report.head_commented_at, report.head_comment_by = text, at, by
    report.save(update_fields=["head_comment", "head_commented_at", "head_comment_by"])
    return report


def _locked(month: date, asked: Asked) -> MonthlyReport:
    row = MonthlyReport(month=month, edition=asked.edition.value, subject=asked.user)
    MonthlyReport.objects.bulk_create([row], ignore_conflicts=True)
    reports = MonthlyReport.objects.select_for_update(of=("self",)).select_related("subject")
    return reports.get(month=month, edition=asked.edition.value, subject=asked.user)
