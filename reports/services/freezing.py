"""Freezing the figures of a month, and reading them again."""

import logging
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from crm.common.failpoints import failpoint
from reports.content import Comment, Edition, MonthlyContent
from reports.frozen import freeze, thaw
from reports.models import MonthlyReport, ReportRecords
from reports.queries import Asked, compute
from users.models import User

logger = logging.getLogger("crm.reports")


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
    records = []
    for report in reports:
        result = computed[asked_of(report)]
        report.content = freeze(replace(result.content, frozen_at=at))
        report.frozen_at = at
        records += [
            ReportRecords(
                report=report, group=group, deal_ids=list(kept.ids), amounts=list(kept.amounts)
            )
            for group, kept in result.records.items()
        ]
    MonthlyReport.objects.bulk_update(reports, ["content", "frozen_at"], batch_size=100)
    ReportRecords.objects.bulk_create(records, batch_size=500)
    failpoint("reports.after_freeze")
    logger.info("reports frozen", extra={"month": month.isoformat(), "reports": len(reports)})
    return len(reports)


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
