"""Whose report a person may open."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from crm.common.days import business_day
from crm.common.months import first_day
from reports.content import Edition
from reports.models import MonthlyReport
from reports.queries import Asked
from users.models import Role, User


@dataclass(frozen=True)
class Shown:
    """The report that a request is about: a stored one, or a draft that nobody asked for yet."""

    report: MonthlyReport
    asked: Asked
    is_own: bool

    @property
    def month(self) -> date:
        return self.report.month

    def takes_comment_of(self, user: User) -> str:
        """`own` from the one reported on until it is sent, `head` from those above."""
        if not user.may_write:
            return ""
        if self.is_own and self.asked.user:
            return "" if self.report.sent_at else "own"
        return "head" if user.leads else ""


def find_report(user: User, month: date, email: str, edition: str) -> Shown:
    """The report of `email` (empty: one's own) or of an edition.

    Raises Http404 for what one may not see and for months to come.
    """
    asked = _asked(user, email, edition)
    stored = MonthlyReport.objects.select_related("subject", "head_comment_by")
    report = stored.filter(month=month, edition=asked.edition.value, subject=asked.user).first()
    if report is None:
        if month > first_day(business_day(timezone.now())):
            raise Http404
        report = MonthlyReport(month=month, edition=asked.edition.value, subject=asked.user)
    return Shown(report, asked, is_own=asked.user in {user, None})


def _asked(user: User, email: str, edition: str) -> Asked:
    if email:
        person = get_object_or_404(User.objects.reported_to(user), email__iexact=email)
        return Asked(Edition.HEAD if person.is_head else Edition.MANAGER, person)
    own = own_report(user)
    if own is None or (edition and own.edition.value != edition):
        raise Http404
    return own


def own_report(user: User) -> Asked | None:
    """The report this person receives: one's own, or the company's for administrators."""
    if user.is_admin:
        return Asked(Edition.COMPANY, None)
    if user.role == Role.READ_ONLY:
        return None
    return Asked(Edition.HEAD if user.is_head else Edition.MANAGER, user)
