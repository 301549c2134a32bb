"""The reports of the last two months, as they were on the first of the next; nobody is mailed."""

from datetime import date

from crm.common.months import add_months, first_day
from exchange.demonstration.calendar import morning_of
from exchange.demonstration.people import Staff
from reports.content import Edition
from reports.queries import Asked
from reports.services import (
    comment_as_head,
    comment_as_subject,
    freeze_month,
    request_reports,
    requests_for,
)

MONTHS = 2
COMMENTS = (
    "Två stora kunder väntar på sin budget; besked kommer den här månaden.",
    "Bra tryck från kommunerna. Jag följer upp de offerter som legat länge.",
)


def freeze_reports(staff: Staff, on: date) -> None:
    for back in range(MONTHS, 0, -1):
        month = add_months(first_day(on), -back)
        at = morning_of(add_months(month, 1))
        request_reports(month, requests_for(month), send=False, at=at)
        freeze_month(month, at=at)
    authors = (staff.north[1], staff.south[0])
    for author, text in zip(authors, COMMENTS, strict=True):
        comment_as_subject(month, Asked(Edition.MANAGER, author), text, by=author, at=at)
    praised = Asked(Edition.MANAGER, staff.north[0])
    text = "Fint avslut med kommunen. Ta med dig upplägget till Team Syd."
    comment_as_head(month, praised, text, by=staff.head, at=at)
