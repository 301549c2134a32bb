"""`bin/manage generate_company --accounts N --seed S`: a large invented company."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from exchange.demonstration.sign_in import new_password
from exchange.generating.loading import Wish, generate_company, tidy_up
from users.models import Role


class Command(BaseCommand):
    help = "Write a large invented company into an empty database, the same for the same seed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--on", type=date.fromisoformat, help="the day on which its three years end (today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wish = Wish(
            options["accounts"], options["seed"], options["on"] or business_day(timezone.now())
        )
        if wish.accounts < 1:
            raise CommandError("--accounts must be at least 1.")
        password = new_password()
        try:
            staff = generate_company(wish, password, tell=self.stdout.write)
        except BusinessRuleError as error:
            raise CommandError(error.message) from error
        if not connection.in_atomic_block:
            tidy_up()
        for role in (Role.ADMIN, Role.HEAD, Role.MANAGER):
            self.stdout.write(f"  {role.label:<16} {staff.first(role).email}")
        self.stdout.write(f"They sign in with: {password}")
