"""A process that makes and sends all reports that are asked for, and ends."""

import django

if __name__ == "__main__":
    django.setup()

    from messaging.services import send_due  # these need the line above
    from reports.tasks import make_due_reports

    make_due_reports()
    send_due()
