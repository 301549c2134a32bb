"""Addresses of the records behind figures: the deal list, or a report's own frozen list."""

from datetime import date
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from reports.content import Edition
from users.models import User


def report_url(month: date, edition: Edition, subject: User | None, page: str = "monthly") -> str:
    """The page of one report (or its `monthly_pdf`, `monthly_records`)."""
    path = reverse(f"reports:{page}", args=[f"{month:%Y-%m}"])
    return f"{path}?{urlencode(subject_query(edition, subject))}"


def subject_query(edition: Edition, subject: User | None) -> dict[str, str]:
    return {"user": subject.email} if subject else {"edition": edition.value}


def records_url(month: date, edition: Edition, subject: User | None, group: str) -> str:
    return (
        f"{report_url(month, edition, subject, 'monthly_records')}&{urlencode({'figure': group})}"
    )


def deals_url(**filters: object) -> str:
    """The deal list with these filters; those without a value are left out."""
    given = {name: str(value) for name, value in filters.items() if value not in {None, ""}}
    return f"{_deal_list()}?{urlencode(given)}"


@cache
def _deal_list() -> str:
    """Asked for some ten thousand times by a run for everybody."""
    return reverse("deals:deal_list")


def deal_url(pk: int) -> str:
    return reverse("deals:deal_detail", args=[pk])


def scope_filter(edition: Edition, subject: User | None) -> dict[str, int]:
    """The deal list's filter for a subject's deals."""
    if subject is None:
        return {}
    return {"owner" if edition is Edition.MANAGER else "head": subject.pk}


def site_url() -> str:
    """The address of this installation for links that leave it; never taken from a request."""
    return str(settings.SITE_URL)
