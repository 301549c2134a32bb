"""`bin/manage load_demonstration`: what `bin/start` does on an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.common.errors import BusinessRuleError
from exchange.demonstration.loading import load_demonstration
from exchange.demonstration.sign_in import keep, new_password, sign_in_text


class Command(BaseCommand):
    help = "Load a small invented company into an empty database and print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        password = new_password()
        try:
            staff = load_demonstration(password, at=timezone.now())
        except BusinessRuleError as error:
            raise CommandError(error.message) from error
        text = sign_in_text(staff, password)
        keep(text)
        self.stdout.write(text)
