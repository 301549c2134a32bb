"""What the page of a bulk edit shows. Names are looked up anew: only of what one sees now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.common.lists import registry
from crm.common.lists.declared import RecordList
from crm.common.lists.exporting.cells import Table
from crm.common.lists.models import BulkJob, Refusal

SHOWN = 100
CHUNK = 500


@dataclass(frozen=True)
class RefusedRecord:
    """`name` and `url` are empty when the user does not see the record (any more)."""

    name: str
    url: str
    reason: str


@dataclass(frozen=True)
class EditShown:
    list_title: str | Promise
    list_url: str
    label: str | Promise
    total: int
    refused: int
    records: Sequence[RefusedRecord]

    @property
    def not_shown(self) -> int:
        return self.refused - len(self.records)


def edit_shown(job: BulkJob, user: Any) -> EditShown:
    record_list = registry.get(job.list_key)
    labels = {edit.name: edit.label for edit in record_list.bulk}
    first = list(job.refusals.order_by("pk")[:SHOWN])
    return EditShown(
        record_list.title,
        record_list.url,
        labels.get(job.edit, job.edit),
        job.progress_total,
        job.refusals.count(),
        list(_named(record_list, user, first)),
    )


def refusals_table(job: BulkJob, user: Any) -> Table:
    headings = [_("Record"), _("Reason"), _("Address")]
    return Table(str(job), headings, _rows(job, user), user.language, user.zone)


def _rows(job: BulkJob, user: Any) -> Iterator[list[str]]:
    """A chunk at a time: there may be thousands."""
    refusals, record_list = job.refusals.order_by("pk"), registry.get(job.list_key)
    last = 0
    while part := list(refusals.filter(pk__gt=last)[:CHUNK]):
        for record in _named(record_list, user, part):
            address = f"{settings.SITE_URL}{record.url}" if record.url else ""
            yield [record.name, record.reason, address]
        last = part[-1].pk


def _named(
    record_list: RecordList, user: Any, refusals: Sequence[Refusal]
) -> Iterator[RefusedRecord]:
    found = record_list.rows(user).in_bulk([one.record_id for one in refusals])
    for one in refusals:
        record = found.get(one.record_id)
        url = record.get_absolute_url() if record else ""
        yield RefusedRecord(str(record) if record else "", url, one.reason)
