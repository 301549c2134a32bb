"""Monthly reports: one row per month and subject, frozen with the deals behind its figures."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.common.jobs import Job, JobQuerySet
from crm.common.models import RecordQuerySet, user_key
from reports.addresses import report_url
from reports.content import Edition
from users.models import User


class ReportState(models.TextChoices):
    DRAFT = "draft", _("draft")
    FROZEN = "frozen", _("frozen")
    SENT = "sent", _("sent")


class MonthlyReportQuerySet(RecordQuerySet["MonthlyReport"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of people whose deals one sees all of; administrators all."""
        if user.is_admin:
            return self
        return self.filter(subject__in=User.objects.reported_to(user))

    def frozen(self) -> Self:
        return self.filter(frozen_at__isnull=False)


class MonthlyReport(models.Model):
    """The report about `subject` (nobody: the company) for the month that begins on `month`."""

    EDITIONS: ClassVar = [(edition.value, edition.value) for edition in Edition]

    month = models.DateField(_("month"))
    edition = models.CharField(_("edition"), max_length=10, choices=EDITIONS)
    subject = user_key(null=True, blank=True, related_name="monthly_reports")
    requested_at = models.DateTimeField(_("asked for"), null=True, editable=False)
    content = models.JSONField(null=True, editable=False)
    frozen_at = models.DateTimeField(_("figures frozen"), null=True, editable=False)
    sent_at = models.DateTimeField(_("first handed to the outbox"), null=True, editable=False)
    manager_comment = models.TextField(_("comment"), blank=True, default="")
    manager_commented_at = models.DateTimeField(null=True, editable=False)
    head_comment = models.TextField(_("comment by the head"), blank=True, default="")
    head_commented_at = models.DateTimeField(null=True, editable=False)
    head_comment_by = user_key(null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "edition", "subject"],
                nulls_distinct=False,
                name="one_report_per_month_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="report_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=Q(edition=Edition.COMPANY.value, subject__isnull=True)
                | (~Q(edition=Edition.COMPANY.value) & Q(subject__isnull=False)),
                name="report_has_subject_or_is_of_company",
            ),
        ]
        indexes = [
            models.Index(  # the sweep that freezes
                fields=["month"],
                condition=Q(frozen_at__isnull=True, requested_at__isnull=False),
                name="report_to_freeze",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.edition} {self.subject or ''}".strip()

    @property
    def url(self) -> str:
        return report_url(self.month, Edition(self.edition), self.subject)

    @property
    def report_state(self) -> ReportState:
        if self.sent_at:
            return ReportState.SENT
        return ReportState.FROZEN if self.frozen_at else ReportState.DRAFT


class ReportDeliveryQuerySet(JobQuerySet["ReportDelivery"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the report."""
        return self.filter(report__in=MonthlyReport.objects.visible_to(user))


class ReportDelivery(Job):
    """The work of drawing one report for one recipient and handing it to the outbox, once."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="deliveries")
    recipient = user_key(related_name="report_deliveries")
    resend = models.PositiveSmallIntegerField(_("sent again"), default=0)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReportDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("report delivery")
        verbose_name_plural = _("report deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "recipient", "resend"], name="one_delivery_per_recipient"
            )
        ]
        indexes = [
            models.Index(  # the sweep that draws and hands over
                fields=["next_try_at"],
                condition=Q(state__in=["queued", "leased"]),
                name="delivery_due",
            )
        ]

    def __str__(self) -> str:
        return self.dedupe_key

    @property
    def dedupe_key(self) -> str:
        """The mail's key: `report:<month>:<edition>:<subject>:<recipient>[:resend-<n>]`."""
        report = self.report
        about = f"{report.month:%Y-%m}:{report.edition}:{report.subject_id or 0}"
        key = f"report:{about}:{self.recipient_id}"
        return f"{key}:resend-{self.resend}" if self.resend else key


class RecordGroup(models.TextChoices):
    """Which deals stand behind which figures; `weighted` are the open ones with their weighted
    value.
    """

    WON = "won", pgettext_lazy("deals", "won")
    LOST = "lost", pgettext_lazy("deals", "lost")
    BEGUN = "begun", pgettext_lazy("deals", "new")
    OPEN = "open", pgettext_lazy("deals", "open")
    WEIGHTED = "weighted", pgettext_lazy("deals", "open, weighted")
    UNDATED = "undated", _("without a date")
    UNCONVERTED = "unconverted", _("without an exchange rate")
    DECIDE = "decide", _("needs a decision")


class ReportRecords(models.Model):
    """The deals behind one group of figures when the report was frozen.

    `amounts` runs beside `deal_ids`: what each added, in base currency (None: nothing).
    """

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="records")
    group = models.CharField(max_length=12, choices=RecordGroup.choices)
    deal_ids = ArrayField(models.BigIntegerField())
    amounts = ArrayField(models.DecimalField(max_digits=38, decimal_places=10, null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "group"], name="records_of_a_figure_unique")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.group}"
