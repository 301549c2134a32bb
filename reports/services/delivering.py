"""Drawing frozen reports and handing them to the outbox."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from crm.common.failpoints import failpoint
from messaging.drafts import MailDraft
from messaging.services import queue_mail
from reports.emails import monthly_mail
from reports.models import MonthlyReport, ReportDelivery
from reports.services.freezing import content_of

LEASE = timedelta(minutes=5)
BATCH = 10


class LeaseLostError(RuntimeError):
    """Another worker has taken the row over; what this one did is rolled back."""


def deliver_due(*, at: datetime, most: int = 1000) -> int:
    """Draw frozen reports and hand them to the outbox; returns how many. Others may work beside
    this one.
    """
    delivered = 0
    while delivered < most:
        ready = ReportDelivery.objects.filter(report__frozen_at__isnull=False)
        claimed = ready.claim(BATCH, lease=LEASE)
        if not claimed:
            break
        failpoint("reports.after_claim")
        for delivery in claimed:
            deliver(delivery.pk, token=delivery.lease_token, at=at)
            delivered += 1
    return delivered


@transaction.atomic
def deliver(pk: int, *, token: object, at: datetime) -> None:
    """Queue the mail of one claimed delivery and mark it done, in one transaction."""
    delivery = ReportDelivery.objects.select_related("report__subject", "recipient").get(pk=pk)
    if delivery.lease_token != token:
        raise LeaseLostError(delivery.dedupe_key)
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
