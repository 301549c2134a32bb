"""The newest or the oldest deals of each stage: the two ends of the index `deal_board`."""

from collections.abc import Iterable, Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.expressions import OrderBy

from deals.models import DealQuerySet, Stage

NEWEST = (F("stage_since").desc(nulls_last=True), F("pk").desc())
OLDEST = (F("stage_since").asc(nulls_first=True), F("pk").asc())


def first_of_stages(
    rows: DealQuerySet, stages: Iterable[Stage], order: Sequence[OrderBy], count: int
) -> list[int]:
    """The keys of so many of the open deals among `rows` in each stage, by one statement."""
    found = rows.open().filter(stage=OuterRef("pk")).order_by(*order).values("pk")[:count]
    shown = Stage.all_objects.filter(pk__in=[stage.pk for stage in stages])
    keys = shown.annotate(found=ArraySubquery(found)).order_by().values_list("found", flat=True)
    return [key for of_stage in keys for key in of_stage]
