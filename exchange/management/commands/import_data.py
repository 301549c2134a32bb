"""`bin/manage import_data KIND FILE --mapping FILE.json [--dry-run] [--as EMAIL]`."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from exchange.mapping.fields import KINDS
from exchange.mapping.parse import load_mapping
from exchange.services import ImportRequest, import_file
from exchange.terminal import lines_of
from users.models import Role, User


class Command(BaseCommand):
    help = "Import a CSV or XLSX file, all of it or nothing. Sends no mail. See docs/import.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping", type=Path, required=True, help="how columns become fields"
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument(
            "--as", dest="email", metavar="EMAIL", help="the administrator who imports"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            request = ImportRequest(
                path=options["file"],
                mapping=load_mapping(options["mapping"], options["kind"]),
                by=_person(options["email"]),
                at=timezone.now(),
                dry_run=options["dry_run"],
            )
            report = import_file(request)
        except BusinessRuleError as error:
            raise CommandError(error.message) from error
        for line in lines_of(report):
            self.stdout.write(line)
        if report.refused:
            sys.exit(1)


def _person(email: str | None) -> User:
    """The person named, or the first administrator. Whether the person may import, the service
    decides.
    """
    people = User.objects.active()
    if email:
        person = people.filter(email__iexact=email.strip()).first()
        missing = _("Nobody here has the address %(email)s.") % {"email": email}
    else:
        person = people.in_role(Role.ADMIN).order_by("pk").first()
        missing = _("There is no administrator yet; make one with “createsuperuser”.")
    if person is None:
        raise BusinessRuleError(missing)
    return person
