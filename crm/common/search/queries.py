"""What the search page, the palette and the API ask: hits by kind, those opened lately first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from crm.common.search.asked import read
from crm.common.search.finding import Search
from crm.common.search.lookup import Sight
from crm.common.search.models import Opened
from crm.common.search.registry import Hit, RecordKind, kinds

SHOWN = 8
OPENED = 8
REMEMBERED = 40
OPENED_LATELY = 0.1


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `more` is the list of all that hold the text, where there is one."""

    kind: str
    label: str | Promise
    hits: Sequence[Hit]
    more: str = ""

    @property
    def best(self) -> float:
        return max((hit.score for hit in self.hits), default=0)


def found(user: Any, text: str, wanted: int = SHOWN) -> list[Group]:
    """Records that answer the text, at most `wanted` of a kind; kinds with the best hit first."""
    asked = read(text)
    if not asked.text:
        return []
    sights = [Sight(kind, user) for kind in kinds()]
    scores = Search(asked, sights, wanted).run()
    lately = _lately(user)
    groups = []
    for sight in sights:
        kind = sight.kind
        of_kind = {
            pk: score + OPENED_LATELY * ((kind.kind, pk) in lately)
            for pk, score in scores.get(kind.kind, {}).items()
        }
        hits = _hits(sight, of_kind, wanted)
        if hits:
            more = kind.more(asked.text) if len(of_kind) > len(hits) else ""
            groups.append(Group(kind.kind, kind.label, hits, more))
    return sorted(groups, key=lambda group: -group.best)


def _hits(sight: Sight, scores: Mapping[int, float], wanted: int) -> list[Hit]:
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:wanted]
    rows = sight.rows.in_bulk(best) if best else {}
    return [_hit(sight.kind, rows[pk], scores[pk]) for pk in best if pk in rows]


def _hit(kind: RecordKind, row: Any, score: float = 0) -> Hit:
    return Hit(
        kind.kind, row.pk, str(row), kind.detail(row), row.get_absolute_url(), kind.icon, score
    )


def opened_lately(user: Any, most: int = OPENED) -> list[Hit]:
    """The newest first, without what is gone or may not be seen any more."""
    keys = list(_lately(user))
    rows: dict[tuple[str, int], Hit] = {}
    for kind in kinds():
        pks = [pk for name, pk in keys if name == kind.kind]
        if pks:
            records = kind.rows(user).filter(pk__in=pks)
            rows |= {(kind.kind, record.pk): _hit(kind, record) for record in records}
    return [rows[key] for key in keys if key in rows][:most]


def _lately(user: Any) -> dict[tuple[str, int], None]:
    rows = Opened.objects.filter(user=user).order_by("-opened_at", "-pk")
    keys = rows.values_list("kind", "object_id")[:REMEMBERED]
    return dict.fromkeys((str(kind), int(pk)) for kind, pk in keys)
