"""`create_token EMAIL`: a key for the API, printed once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.common.history import history_context
from crm.common.models import Route
from users.models import Scope, User
from users.services import create_key


class Command(BaseCommand):
    help = "Make a personal key for the API and print it. It cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="whose rights the key has")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.READ.value)
        parser.add_argument("--name", default="command line", help="what the key is for")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.active().filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody with the address {options['email']} may sign in.")
        with history_context(by=user, route=Route.COMMAND):
            scope = Scope(options["scope"])
            _token, key = create_key(user, name=options["name"], scope=scope)
        self.stdout.write(key)
