"""Deals as another system tells them: with stage, the days that are known, and one product."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.common.days import business_day
from crm.common.matching import Match, by_identifier, by_name, match, normal_name
from crm.common.models import Route
from deals.models import Deal, DealLine, Outcome, Stage
from deals.rules import refusal_of_deal
from deals.services import EarlierStep, NewDeal, create_deals, move_each, update_deals
from exchange.importing.kind import Change, Kind, Task
from exchange.importing.kinds.deal_changes import LINE, changes_of, edit_of, move_of, refusal
from exchange.importing.kinds.stages import Stages
from exchange.importing.staging import StagedRow
from exchange.mapping.mapper import FieldFault, MappedRow

KEYS = (by_identifier(), by_name("name"))
PLAIN = (
    "external_id",
    "name",
    "engaged_on",
    "expected_close_on",
    "closed_on",
    "value",
    "currency",
    "probability",
    "lost_reason",
    "lost_note",
    "description",
)


class DealKind(Kind[Deal]):
    model = Deal
    links = ("account", "owner", "product")
    columns = {name: name for name in (*PLAIN, "quantity", "unit_price")}

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._stages = Stages(task)
        self._today = business_day(task.at)

    def check(self, row: MappedRow) -> None:
        if "external_id" not in row.given and "name" not in row.given:
            message = _(
                "Without an external id or a name from the file a second import would not "
                "know the deal again."
            )
            row.faults.append(FieldFault("external_id", "missing", "", message))

    def notices(self, row: MappedRow) -> list[str]:
        values = row.filled | row.given
        found = {
            "deals_without_account": "account" not in values,
            "deals_without_engagement": "engaged_on" not in values,
        }
        return [code for code, applies in found.items() if applies]

    def file_keys(self, row: MappedRow) -> list[str]:
        if "external_id" in row.given:
            return [f"external_id|{row.given['external_id']}"]
        return [f"name|{normal_name(str(row.given.get('name', '')))}"]

    def declare(self) -> None:
        self._stages.declare()

    def match(self, rows: Sequence[StagedRow]) -> list[Match]:
        """A name counts only where the file gives one and no identifier: deals of one name are
        common.
        """
        wanted = []
        for row in rows:
            identifier = row.given.get("external_id")
            name = row.given.get("name", "") if not identifier else ""
            wanted.append({"external_id": str(identifier or ""), "name": str(name)})
        return match(Deal.objects.visible_to(self.task.by), KEYS, wanted)

    def records(self, pks: Sequence[int]) -> QuerySet[Deal]:
        deals = Deal.objects.editable_by(self.task.by).filter(pk__in=pks)
        return deals.select_related("stage").prefetch_related("lines")

    def resolve(self, rows: Sequence[StagedRow]) -> dict[int, dict[str, Any]]:
        links = super().resolve(rows)
        for row in rows:
            stages = self._stages.of(row)
            if stages is None:
                links.pop(row.number, None)
            elif row.number in links:
                links[row.number] |= stages
        return links

    def new_values(self, row: StagedRow, links: dict[str, Any]) -> dict[str, Any]:
        """A reason by default is for lost deals only."""
        values = super().new_values(row, links)
        if values["stage"].outcome != Outcome.LOST and "lost_reason" not in row.given:
            values.pop("lost_reason", None)
        return values

    def admit(self, row: StagedRow, values: dict[str, Any]) -> bool:
        stage = values["stage"]
        if stage.outcome != Outcome.OPEN and "closed_on" not in values:
            self.task.refuse(
                row, "closed_on", "missing", _("A closed deal needs its closing date.")
            )
            return False
        values["deal"] = _deal(row, values)
        if reason := refusal_of_deal(values["deal"], self._today):
            self.task.refuse(row, "stage", "rule", reason)
            return False
        return True

    def create(self, rows: Sequence[tuple[StagedRow, dict[str, Any]]]) -> None:
        news = [_new(row, values) for row, values in rows]
        create_deals(news, by=self.task.by, at=self.task.at, route=Route.IMPORT)

    def compare(
        self, row: StagedRow, record: Deal, links: dict[str, Any]
    ) -> dict[str, Any] | None:
        values = changes_of(row, self.attributes(row.given), record, links)
        if values and (reason := refusal(row, record, values, links, self._today)):
            self.task.refuse(row, "stage", "rule", reason)
            return None
        return values

    def change(self, changes: Sequence[Change[Deal]]) -> None:
        edits = [edit for change in changes if (edit := edit_of(change))]
        moves = [
            (change.record.pk, move_of(change.row, change.values, change.links, self._today))
            for change in changes
            if "stage_id" in change.values
        ]
        update_deals(edits, by=self.task.by, at=self.task.at, route=Route.IMPORT)
        move_each(moves, by=self.task.by, at=self.task.at, route=Route.IMPORT)


def _deal(row: StagedRow, values: Mapping[str, Any]) -> Deal:
    plain = {name: values[name] for name in PLAIN if name in values}
    stage: Stage = values["stage"]
    return Deal(
        pk=row.pk,
        account_id=values.get("account_id"),
        owner_id=values["owner_id"],
        pipeline_id=stage.pipeline_id,
        stage=stage,
        **plain,
    )


def _new(row: StagedRow, values: Mapping[str, Any]) -> NewDeal:
    """The engagement date is the day of the stage that the mapping says it stands for, else of the
    stage itself.
    """
    deal: Deal = values["deal"]
    engaged = values.get("engaged_stage")
    passed = engaged and deal.engaged_on and engaged.pk != deal.stage.pk
    lines = {name: values[name] for name in LINE if name in values}
    return NewDeal(
        deal=deal,
        lines=[DealLine(**lines)] if "product_id" in lines else [],
        earlier=[EarlierStep(engaged, deal.engaged_on)] if engaged and passed else [],
        entered_on=None if passed else deal.engaged_on,
    )
