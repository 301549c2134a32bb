"""Accounts with their sectors and parents; a parent may stand anywhere in the file."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import services
from accounts.identifiers import check_org_number, normal_org_number
from accounts.matching import match_accounts
from accounts.models import Account, Sector
from accounts.normal import normal_vat_number
from accounts.services.changing import change_accounts
from crm.common.matching import Match, Verdict, normal_name
from crm.common.models import Route
from exchange.importing.declaring import declare_names
from exchange.importing.kind import Change, Declared, Kind, Task
from exchange.importing.kinds.trees import in_circles
from exchange.importing.staging import StagedRow
from exchange.mapping.mapper import FieldFault, MappedRow
from users.models import Team, User

PLAIN = (
    "external_id",
    "name",
    "org_number",
    "vat_number",
    "lifecycle",
    "source",
    "country",
    "city",
    "website",
    "employees",
    "annual_revenue",
    "founded_year",
    "currency",
    "description",
)


class AccountKind(Kind[Account]):
    model = Account
    links = ("sector", "owner", "team")
    columns = {name: name for name in PLAIN}

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._has_parents = "parent" in task.mapping.fields

    def check(self, row: MappedRow) -> None:
        country = str(row.given.get("country", row.filled.get("country", "")))
        for name, normal in (("org_number", check_org_number), ("vat_number", normal_vat_number)):
            number = row.given.get(name)
            if not isinstance(number, str):
                continue
            try:
                row.given[name] = normal(number, country)
            except ValidationError as error:
                row.faults.append(FieldFault(name, name, number, error.messages[0]))

    def file_keys(self, row: MappedRow) -> list[str]:
        """Accounts of one name are the same unless identifiers tell them apart."""
        values = row.filled | row.given
        keys = [
            f"{name}|{values[name]}" for name in ("external_id", "org_number") if name in values
        ]
        return keys or [f"name|{normal_name(str(values.get('name', '')))}"]

    def labels(self, row: MappedRow) -> list[str]:
        if not self._has_parents:
            return []
        values = row.filled | row.given
        names = [normal_name(str(values.get("name", "")))]
        names += [str(values[name]) for name in ("external_id", "org_number") if name in values]
        return names

    def declare(self) -> None:
        sectors = Sector.objects.visible_to(self.task.by)
        declare_names(self.task, sectors, "sector", self.task.mapping.declare.sectors)
        if self.task.mapping.declare.parents:
            self._declare_parents()

    def _declare_parents(self) -> None:
        """Parents that are neither here nor in the file become accounts with only a name."""
        named = {text for text, _row in self.task.staging.distinct("parent") if text}
        in_file = self.task.staging.labelled([normal_name(text) for text in named])
        known = self.task.lookups.resolve("accounts", named)
        missing = sorted(
            text
            for text in named
            if known[text].verdict == Verdict.NEW and normal_name(text) not in in_file
        )
        self._create([{"name": text, "owner": None} for text in missing])
        for text in missing:
            self.task.lookups.forget("accounts", text)
            self.task.declared.append(Declared("account", text))

    def match(self, rows: Sequence[StagedRow]) -> list[Match]:
        names = ("external_id", "org_number", "name")
        wanted = [{name: row.text(name) for name in names} for row in rows]
        return match_accounts(Account.objects.visible_to(self.task.by), wanted)

    def records(self, pks: Sequence[int]) -> QuerySet[Account]:
        return Account.objects.editable_by(self.task.by).filter(pk__in=pks)

    def after_match(self) -> None:
        """No account may end up above itself."""
        if not self._has_parents:
            return
        parents: dict[int, int] = {}
        rows: dict[int, StagedRow] = {}
        for batch in self.task.staging.batches():
            for row, parent in self._parents(
                [row for row in batch if row.text("parent")]
            ).values():
                if row.pk and parent:
                    parents[row.pk], rows[row.pk] = parent, row
        for pk in in_circles(parents, self._parents_above):
            message = _("“%(name)s” would end up above itself.") % {"name": rows[pk].text("name")}
            self.task.refuse(rows[pk], "parent", "circle", message)

    def _parents_above(self, pks: Sequence[int]) -> dict[int, int]:
        known = Account.objects.filter(pk__in=pks, parent__isnull=False)
        return {pk: parent for pk, parent in known.values_list("pk", "parent_id") if parent}

    def resolve(self, rows: Sequence[StagedRow]) -> dict[int, dict[str, Any]]:
        links = super().resolve(rows)
        for number, (row, parent) in self._parents(
            [row for row in rows if row.text("parent")]
        ).items():
            if parent is None:
                self._refuse_parent(row)
                links.pop(number, None)
            elif number in links:
                links[number]["parent_id"] = parent
        return links

    def _refuse_parent(self, row: StagedRow) -> None:
        message = _("“%(text)s” is not one known account.") % {"text": row.text("parent")}
        self.task.refuse(row, "parent", "unknown", message)

    def _parents(self, rows: Sequence[StagedRow]) -> dict[int, tuple[StagedRow, int | None]]:
        """Each row with its parent's key: of an account that is here, or of one that the file
        brings.
        """
        texts = {row.text("parent") for row in rows}
        known = self.task.lookups.resolve("accounts", texts)
        labels = [label for text in texts for label in _spellings(text)]
        in_file = self.task.staging.labelled(labels)
        found = {}
        for row in rows:
            text = row.text("parent")
            keys = {pk for label in _spellings(text) for pk in in_file.get(label, ())}
            if known[text].verdict == Verdict.FOUND:
                keys.add(known[text].pk)
            found[row.number] = (row, keys.pop() if len(keys) == 1 else None)
        return found

    def create(self, rows: Sequence[tuple[StagedRow, dict[str, Any]]]) -> None:
        owners = _by_pk(User.objects.visible_to(self.task.by), rows, "owner_id")
        teams = _by_pk(Team.objects.visible_to(self.task.by), rows, "team_id")
        sectors = _by_pk(Sector.objects.visible_to(self.task.by), rows, "sector_id")
        accounts = []
        for row, values in rows:
            linked: dict[str, Any] = {
                "id": row.pk,
                "owner": owners.get(values.pop("owner_id", None)),
                "team": teams.get(values.pop("team_id", None)),
                "sector": sectors.get(values.pop("sector_id", None)),
            }
            parent = values.pop("parent_id", None)
            linked["parent"] = Account(pk=parent) if parent else None
            accounts.append(cast("services.AccountValues", values | linked))
        self._create(accounts)

    def _create(self, accounts: Sequence[services.AccountValues]) -> None:
        services.create_accounts(accounts, by=self.task.by, at=self.task.at, route=Route.IMPORT)

    def change(self, changes: Sequence[Change[Account]]) -> None:
        pairs = [(change.record, change.values) for change in changes]
        change_accounts(pairs, by=self.task.by, at=self.task.at, route=Route.IMPORT)


def _by_pk(
    visible: QuerySet[Any, Any], rows: Sequence[tuple[StagedRow, dict[str, Any]]], name: str
) -> dict[int | None, Any]:
    pks = {values[name] for _row, values in rows if values.get(name)}
    return dict(visible.in_bulk(pks)) if pks else {}


def _spellings(text: str) -> set[str]:
    return {normal_name(text), text, normal_org_number(text)}
