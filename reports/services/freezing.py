"""Freezing the figures of a month, and reading them again."""

import logging
from dataclasses import replace
from datetime import date, datetime
from decimal import Context, Decimal

from django.db import transaction

from crm.common.bulk import copy_rows
from crm.common.failpoints import failpoint
from reports.content import Comment, Edition, MonthlyContent
from reports.frozen import freeze, thaw
from reports.models import MonthlyReport
from reports.queries import Asked, Records, compute
from users.models import User

logger = logging.getLogger("crm.reports")

RECORDS = 'reports_reportrecords (report_id, "group", deal_ids, amounts)'
Row = tuple[int, str, str, str]
PLACES, DIGITS = Decimal("1E-10"), Context(prec=38)


def freeze_requested(*, at: datetime) -> int:
    """Freeze all that was asked for, a month in one transaction; returns how many reports."""
    waiting = MonthlyReport.objects.filter(frozen_at__isnull=True, requested_at__isnull=False)
    months = waiting.order_by("month").values_list("month", flat=True).distinct()
    return sum(freeze_month(month, at=at) for month in months)


@transaction.atomic
def freeze_month(month: date, *, at: datetime) -> int:
    """Compute and keep the figures of the month's reports that wait for it; who comes second finds
    none.
    """
    reports = list(
        MonthlyReport.objects.filter(
            month=month, frozen_at__isnull=True, requested_at__isnull=False
        )
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("subject")
        .order_by("pk")
    )
    if not reports:
        return 0
    computed = compute(month, [asked_of(report) for report in reports])
    records: list[Row] = []
    for report in reports:
        result = computed[asked_of(report)]
        report.content = freeze(replace(result.content, frozen_at=at))
        report.frozen_at = at
        records += [_row(report, group, kept) for group, kept in result.records.items()]
    MonthlyReport.objects.bulk_update(reports, ["content", "frozen_at"], batch_size=100)
    copy_rows(RECORDS, records)
    failpoint("reports.after_freeze")
    logger.info("reports frozen", extra={"month": month.isoformat(), "reports": len(reports)})
    return len(reports)


def _row(report: MonthlyReport, group: str, kept: Records) -> Row:
    """For COPY: the fields of arrays take half a million numbers one by one."""
    ids, amounts = ",".join(map(str, kept.ids)), ",".join(map(_amount, kept.amounts))
    return report.pk, group, f"{{{ids}}}", f"{{{amounts}}}"


def _amount(value: Decimal | None) -> str:
    return "NULL" if value is None else str(value.quantize(PLACES, context=DIGITS))


def asked_of(report: MonthlyReport) -> Asked:
    return Asked(Edition(report.edition), report.subject)


def content_of(report: MonthlyReport) -> MonthlyContent:
    """The frozen content, or for a draft a preview of what it would be now, with the comments as
    they are.
    """
    if report.content is not None:
        content = thaw(report.content)
    else:
        content = compute(report.month, [asked_of(report)])[asked_of(report)].content
    return replace(
        content,
        manager_comment=_comment(
            report.manager_comment, report.subject, report.manager_commented_at
        ),
        head_comment=_comment(
            report.head_comment, report.head_comment_by, report.head_commented_at
        ),
    )


def _comment(text: str, author: User | None, at: datetime | None) -> Comment | None:
    return Comment(text, author.full_name, at) if text and author and at else None
