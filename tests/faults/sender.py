"""A process that sends what is due and ends: `python -m tests.faults.sender`."""

import django

if __name__ == "__main__":
    django.setup()

    from messaging.services import send_due  # needs the line above

    send_due()
