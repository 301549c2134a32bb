"""Drawing frozen reports and handing them to the outbox."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from typst import TypstError

from crm.common.errors import BusinessRuleError
from crm.common.failpoints import failpoint
from crm.common.jobs import LeaseLostError
from messaging.drafts import MailDraft
from messaging.services import queue_mail
from reports.emails import monthly_mail
from reports.models import MonthlyReport, ReportDelivery
from reports.services.freezing import content_of

logger = logging.getLogger("crm.reports")


def deliver_due(*, at: datetime, most: int = 1000) -> int:
    """Draw frozen reports and hand them to the outbox, one after the other, beside other workers.

    Returns how many were claimed.
    """
    lease = timedelta(seconds=settings.REPORT_LEASE_SECONDS)
    ready = ReportDelivery.objects.filter(report__frozen_at__isnull=False)
    count = 0
    while count < most and (claimed := ready.claim(1, lease=lease)):
        failpoint("reports.after_claim")
        count += 1
        try:
            deliver(claimed[0], at=at)
        except LeaseLostError as lost:
            logger.warning("report taken over", extra={"delivery": str(lost)})
        except (BusinessRuleError, TypstError) as error:
            logger.exception("report not drawn", extra={"delivery": claimed[0].pk})
            claimed[0].fail(str(error), at=at)
    return count


@transaction.atomic
def deliver(delivery: ReportDelivery, *, at: datetime) -> None:
    """Queue the mail of one claimed delivery and mark it done, in one transaction.

    Raises LeaseLostError when the lease ran out meanwhile.
    """
    queue_mail(_draft(delivery))
    failpoint("reports.after_queue")
    MonthlyReport.objects.filter(pk=delivery.report_id, sent_at__isnull=True).update(sent_at=at)
    if not delivery.finish(at=at):
        raise LeaseLostError(delivery.dedupe_key)
    failpoint("reports.before_commit")


def _draft(delivery: ReportDelivery) -> MailDraft:
    recipient = delivery.recipient
    mail = monthly_mail(
        content_of(delivery.report),
        language=recipient.language,
        zone=recipient.zone,
        site_url=settings.SITE_URL,
        settings_path=reverse("users:settings"),
    )
    failpoint("reports.after_render")
    return MailDraft(
        dedupe_key=delivery.dedupe_key,
        to=recipient.email,
        content=mail,
        recipient_user=recipient,
        about=delivery.report,
    )
