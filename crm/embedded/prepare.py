"""What `bin/start` does before it serves: bring database and static files up to this version."""

import io
import sys

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if "--empty" not in sys.argv and not get_user_model().objects.exists():
        call_command("load_demonstration", stdout=io.StringIO())  # no password in the log


if __name__ == "__main__":
    main()
