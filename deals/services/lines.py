"""What a deal consists of, exchanged in one go."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from deals.drafts import DealEdit, fingerprint
from deals.models import DealLine
from deals.services.ledgers import CHUNK

LineKey = tuple[object, ...]


@transaction.atomic
def replace_lines(lines_of: Mapping[int, Sequence[DealLine]]) -> set[int]:
    """Give each deal (by key) exactly these lines, in this order. Answers the deals changed.

    Lines that stay as they are are not written. The deals must be locked by the caller.
    """
    existing = _existing(lines_of)
    made: list[DealLine] = []
    kept: list[DealLine] = []
    gone: list[int] = []
    for pk, lines in lines_of.items():
        old = existing.get(pk, [])
        for position, line in enumerate(lines, start=1):
            line.deal_id, line.position = pk, position
            if position > len(old):
                made.append(line)
            elif _key(old[position - 1]) != _key(line):
                kept.append(_taken_over(old[position - 1], line))
        gone += [line.pk for line in old[len(lines) :]]
    gone_from = DealLine.objects.filter(pk__in=gone).values_list("deal_id", flat=True)
    changed = {line.deal_id for line in [*made, *kept]} | set(gone_from)
    DealLine.objects.filter(pk__in=gone).delete()
    DealLine.objects.bulk_update(
        kept, ["product", "quantity", "unit_price", "position"], batch_size=CHUNK
    )
    DealLine.objects.bulk_create(made, batch_size=CHUNK)
    return changed


def lines_to_write(edit: DealEdit) -> Sequence[DealLine] | None:
    """The lines of an edit, or None when the person left them as they were.

    Raises BusinessRuleError when both this person and somebody else changed them meanwhile.
    """
    if edit.lines is None or not edit.lines_seen:
        return edit.lines
    wanted = fingerprint(edit.lines)
    if wanted == edit.lines_seen:
        return None
    present = fingerprint(_existing([edit.pk]).get(edit.pk, []))
    if present not in {edit.lines_seen, wanted}:
        raise BusinessRuleError(
            _("Somebody else changed the lines meanwhile. Open the deal again to see them.")
        )
    return edit.lines


def _existing(pks: Collection[int]) -> dict[int, list[DealLine]]:
    found: dict[int, list[DealLine]] = {}
    for line in DealLine.objects.filter(deal__in=list(pks)).order_by("deal", "position", "pk"):
        found.setdefault(line.deal_id, []).append(line)
    return found


def _key(line: DealLine) -> LineKey:
    return (line.product_id, line.quantity, line.unit_price, line.position)


def _taken_over(old: DealLine, new: DealLine) -> DealLine:
    old.product_id, old.position = new.product_id, new.position
    old.quantity, old.unit_price = new.quantity, new.unit_price
    return old
