"""People at accounts, with an address and numbers. What a contact has beside these stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.matching import match_contacts, place_of
from accounts.models import Contact, PointKind
from accounts.normal import normal_point
from accounts.services.contact_sets import AddedParts, change_contacts, create_contacts
from crm.common.matching import Match, Verdict, normal_name
from crm.common.models import Route
from exchange.importing.kind import Change, Kind
from exchange.importing.staging import StagedRow
from exchange.mapping.mapper import MappedRow

POINTS = tuple(PointKind.values)
PARTS = ("account_id", "title", *POINTS)


class ContactKind(Kind[Contact]):
    model = Contact
    links = ("account",)
    columns = {
        name: name for name in ("external_id", "full_name", "sort_name", "language", "notes")
    }

    def file_keys(self, row: MappedRow) -> list[str]:
        values = {name: str(value) for name, value in (row.filled | row.given).items()}
        if "external_id" in values:
            return [f"external_id|{values['external_id']}"]
        if "email" in values:
            return [f"email|{values['email']}"]
        return [
            f"full_name|{normal_name(values.get('full_name', ''))} ({values.get('account', '')})"
        ]

    def match(self, rows: Sequence[StagedRow]) -> list[Match]:
        accounts = self.task.lookups.resolve(
            "accounts", {row.text("account") for row in rows} - {""}
        )
        wanted = []
        for row in rows:
            found = accounts.get(row.text("account"))
            account = found.pk if found and found.verdict == Verdict.FOUND else None
            place = place_of(row.text("full_name"), account)
            wanted.append(
                {
                    "external_id": row.text("external_id"),
                    "email": row.text("email"),
                    "place": place,
                }
            )
        return match_contacts(Contact.objects.visible_to(self.task.by), wanted)

    def records(self, pks: Sequence[int]) -> QuerySet[Contact]:
        contacts = Contact.objects.editable_by(self.task.by).filter(pk__in=pks)
        return contacts.prefetch_related("affiliations", "points")

    def attributes(self, values: dict[str, Any]) -> dict[str, Any]:
        parts = {name: values[name] for name in ("title", *POINTS) if name in values}
        return super().attributes(values) | parts

    def compare(self, row: StagedRow, record: Contact, links: dict[str, Any]) -> dict[str, Any]:
        """The account, title and addresses count as changed when the contact does not have them
        yet.
        """
        wanted = self.attributes(row.given) | links
        has = {name: getattr(record, name) for name in self.columns.values()}
        has |= _parts_of(record, wanted)
        return {name: value for name, value in wanted.items() if has.get(name) != value}

    def create(self, rows: Sequence[tuple[StagedRow, dict[str, Any]]]) -> None:
        pairs = []
        for row, values in rows:
            plain = {name: value for name, value in values.items() if name not in PARTS}
            pairs.append((Contact(pk=row.pk, **plain), _added(values)))
        create_contacts(pairs, by=self.task.by, at=self.task.at, route=Route.IMPORT)

    def change(self, changes: Sequence[Change[Contact]]) -> None:
        rows = []
        for change in changes:
            plain = {name: value for name, value in change.values.items() if name not in PARTS}
            parts = {name: value for name, value in change.values.items() if name in PARTS}
            if "title" in parts:
                parts["account_id"] = change.links.get("account_id")
            rows.append((change.record, plain, _added(parts) if parts else None))
        change_contacts(rows)


def _parts_of(record: Contact, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The wanted parts that the contact has already."""
    places = {place.account_id: place.title for place in record.affiliations.all()}
    points = {(point.kind, point.normal) for point in record.points.all()}
    account = wanted.get("account_id")
    has: dict[str, Any] = {}
    if account is None:
        has["title"] = wanted.get("title")
    elif account in places:
        has |= {"account_id": account, "title": places[account]}
    for kind in POINTS:
        if kind in wanted and (kind, normal_point(kind, wanted[kind])) in points:
            has[kind] = wanted[kind]
    return has


def _added(values: Mapping[str, Any]) -> AddedParts:
    return AddedParts(
        account_id=values.get("account_id"),
        title=values.get("title"),
        addresses={kind: values[kind] for kind in POINTS if kind in values},
    )
