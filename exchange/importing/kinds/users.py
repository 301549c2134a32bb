"""People, their teams, and who heads those. Nobody is invited: that a person does later."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from crm.common.matching import Key, Match, by_identifier, by_name, match
from exchange.importing.kind import Change, Kind, Task
from exchange.importing.kinds.teams import Teams
from exchange.importing.staging import StagedRow
from exchange.mapping.mapper import MappedRow
from users.models import User
from users.services import change_people

ADDRESS = by_name("email", decisive=True, identity="email")
KEYS = (by_identifier(), ADDRESS, by_name("full_name"))
KEYS_WITHOUT_ADDRESS = (by_identifier(), by_name("full_name"))


class UserKind(Kind[User]):
    model = User
    columns = {
        name: name
        for name in (
            "external_id",
            "full_name",
            "sort_name",
            "email",
            "role",
            "language",
            "time_zone",
        )
    }

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._teams = Teams(task)

    def file_keys(self, row: MappedRow) -> list[str]:
        """A made-up address that two people would share is refused here, with both rows."""
        values = row.filled | row.given
        return [f"{name}|{values[name]}" for name in ("external_id", "email") if name in values]

    def declare(self) -> None:
        self._teams.declare()

    def match(self, rows: Sequence[StagedRow]) -> list[Match]:
        """An address that a pattern made up says nothing about who a person is; one from the file
        does.
        """
        people = User.objects.visible_to(self.task.by)
        matches: dict[int, Match] = {}
        for keys, group in (
            (KEYS, [row for row in rows if "email" in row.given]),
            (KEYS_WITHOUT_ADDRESS, [row for row in rows if "email" not in row.given]),
        ):
            found = match(people, keys, [_wanted(keys, row) for row in group])
            matches |= {row.number: one for row, one in zip(group, found, strict=True)}
        return [matches[row.number] for row in rows]

    def records(self, pks: Sequence[int]) -> QuerySet[User]:
        return User.objects.editable_by(self.task.by).filter(pk__in=pks)

    def resolve(self, rows: Sequence[StagedRow]) -> dict[int, dict[str, Any]]:
        taken = self._taken_addresses([row for row in rows if row.is_new])
        links = {}
        for row in rows:
            if row.is_new and row.text("email") in taken:
                message = _("The address “%(text)s” already belongs to %(name)s.")
                values = {"text": row.text("email"), "name": taken[row.text("email")]}
                self.task.refuse(row, "email", "taken", message % values)
                continue
            team = self._teams.of(row)
            if team is not None:
                links[row.number] = team
        return links

    def _taken_addresses(self, rows: Sequence[StagedRow]) -> dict[str, str]:
        addresses = [row.text("email") for row in rows]
        people = User.objects.annotate(address=Lower("email")).filter(address__in=addresses)
        return dict(people.values_list("address", "full_name"))

    def create(self, rows: Sequence[tuple[StagedRow, dict[str, Any]]]) -> None:
        unusable = make_password(None)
        User.objects.bulk_create(
            [User(pk=row.pk, password=unusable, **values) for row, values in rows]
        )

    def change(self, changes: Sequence[Change[User]]) -> None:
        pairs = [(change.record, change.values) for change in changes]
        change_people(pairs, by=self.task.by)


def _wanted(keys: Sequence[Key], row: StagedRow) -> dict[str, str]:
    return {key.name: row.text(key.name) for key in keys}
