"""Asking for, freezing, commenting and delivering monthly reports."""

from reports.services.commenting import comment_as_head, comment_as_subject
from reports.services.delivering import deliver, deliver_due
from reports.services.freezing import content_of, freeze_month, freeze_requested
from reports.services.requesting import (
    Request,
    request_due,
    request_reports,
    requests_for,
    resend,
)

__all__ = [
    "Request",
    "comment_as_head",
    "comment_as_subject",
    "content_of",
    "deliver",
    "deliver_due",
    "freeze_month",
    "freeze_requested",
    "request_due",
    "request_reports",
    "requests_for",
    "resend",
]
