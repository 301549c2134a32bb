"""Some hundred records of a bulk edit at a time: locked, compared with what was asked for, and
changed. Each that could not be is told with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.common.constraints import as_broken_rule
from crm.common.errors import BusinessRuleError
from crm.common.lists.bulk.declared import BulkEdit, Hand, Refused
from crm.common.lists.declared import RecordList


@dataclass(frozen=True)
class Editing:
    """One edit of one list, with what was entered."""

    record_list: RecordList
    edit: BulkEdit
    values: Mapping[str, Any]
    hand: Hand

    def change(self, versions: Mapping[int, int]) -> Refused:
        """Change the records of these keys, if they still have these versions."""
        found = self._locked(versions)
        refused = self._missing(set(versions) - set(found))
        stale = _("It was changed by someone else in the meantime.")
        refused |= {pk: stale for pk, row in found.items() if row.version != versions[pk]}
        fit = [row for pk, row in found.items() if pk not in refused]
        return refused | dict(self._apply(fit)) if fit else refused

    def _locked(self, pks: Any) -> dict[int, Any]:
        """Always in the order of the keys, so that two edits wait and do not deadlock."""
        rows = self.record_list.model._default_manager.get_queryset()
        own = rows.editable_by(self.hand.by).filter(pk__in=pks)  # type: ignore[attr-defined] # lists are of Records
        return {row.pk: row for row in own.select_for_update(of=("self",)).order_by("pk")}

    def _missing(self, pks: set[int]) -> dict[int, str]:
        if not pks:
            return {}
        seen = self.record_list.rows(self.hand.by).filter(pk__in=pks)
        visible = set(seen.values_list("pk", flat=True))
        refused, gone = _("You may not change this record."), _("It is not there any more.")
        return {pk: refused if pk in visible else gone for pk in pks}

    def _apply(self, records: Sequence[Any]) -> Refused:
        """Where a rule that the room did not foresee refuses all, it is found out which ones."""
        try:
            with transaction.atomic():
                return self.edit.apply(records, self.values, self.hand)
        except (BusinessRuleError, IntegrityError) as error:
            rule = as_broken_rule(error)
            if rule is None:
                raise
            if len(records) == 1:
                return {records[0].pk: rule.message}
        middle = len(records) // 2
        halves = [one.pk for one in records[:middle]], [one.pk for one in records[middle:]]
        first, second = (list(self._locked(pks).values()) for pks in halves)
        return {**self._apply(first), **self._apply(second)}
