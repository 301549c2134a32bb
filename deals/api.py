"""The API of this room: deals with lines and ledgers, pipelines with stages."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.common.api.filters import NamedFilter
from crm.common.days import business_day
from deals.api_filters import OfDeal, OfPipeline
from deals.models import Deal, DealLine, Outcome, Pipeline, Stage, StageChange, ValueChange
from deals.serializers import (
    DealSerializer,
    MoveSerializer,
    NewDealSerializer,
    PipelineSerializer,
    StageChangeSerializer,
    StageSerializer,
    ValueChangeSerializer,
)
from deals.services import (
    DealEdit,
    Move,
    NewDeal,
    create_deal,
    delete_deals,
    move_deals,
    update_deal,
)
from deals.services.pipelines import edition_of, save_pipeline
from deals.stages import drafts, with_stages
from users.api_once import once
from users.api_records import Adds, Changes, ReadViews, Removes, Values
from users.models import User


class DealViews(Adds[Deal], Changes[Deal], Removes[Deal]):
    model = Deal
    record_list = "deals"
    serializer_class = DealSerializer
    new_class = NewDealSerializer

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.prefetch_related(Prefetch("lines", to_attr="all_lines"))

    def add(self, values: Values) -> Deal:
        lines = [DealLine(**line) for line in values.pop("all_lines", [])]
        if known := values.get("external_id"):
            self.refuse_known(external_id=known)
        if values.get("account") and "currency" not in values:
            values["currency"] = values["account"].currency
        deal = Deal(**{"owner": self.user, **values})
        today = business_day(timezone.now())
        entered = today if deal.stage.outcome == Outcome.OPEN else None
        return create_deal(NewDeal(deal, lines, entered_on=entered), **self.pen())

    def change(self, record: Deal, values: Values) -> Deal:
        sent = values.pop("all_lines", None)
        lines = None if sent is None else [DealLine(**line) for line in sent]
        for name in ("account", "owner"):
            if name in values:
                linked = values.pop(name)
                values[f"{name}_id"] = linked.pk if linked else None
        return update_deal(DealEdit(record.pk, values, lines), record.version, **self.pen())

    def remove(self, record: Deal) -> None:
        delete_deals([record.pk], **self.pen())

    @extend_schema(request=MoveSerializer, responses=DealSerializer)
    @action(detail=True, methods=["post"])
    @once
    def move(self, request: Request, pk: int) -> Response:
        """A step to another stage; a lost deal says why."""
        deal = self.held(pk, must_match=False)
        said = self.read_action(MoveSerializer)
        day = said.pop("on", None) or business_day(timezone.now())
        move_deals([deal], Move(said.pop("stage"), day, **said), **self.pen())
        return self.answer(self.fresh(deal))


class StageChangeViews(ReadViews[StageChange]):
    model = StageChange
    serializer_class = StageChangeSerializer
    filter_class = OfDeal


class ValueChangeViews(ReadViews[ValueChange]):
    model = ValueChange
    serializer_class = ValueChangeSerializer
    filter_class = OfDeal


class StageViews(ReadViews[Stage]):
    """Stages are written with their pipeline."""

    model = Stage
    serializer_class = StageSerializer
    filter_class = OfPipeline
    sorts = {"position": ("pipeline_id", "position", "pk")}


class PipelineViews(Adds[Pipeline], Changes[Pipeline]):
    model = Pipeline
    serializer_class = PipelineSerializer
    filter_class = NamedFilter
    sorts = {"position": ("position", "pk")}

    def writes(self, user: User) -> bool:
        return user.leads

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_stages(rows)

    def stamp(self, record: Pipeline) -> int:
        return edition_of(record)

    def add(self, values: Values) -> Pipeline:
        self.refuse_known(name=values["name"])
        return self._save(None, values["name"], values, 0)

    def change(self, record: Pipeline, values: Values) -> Pipeline:
        name = values.get("name", record.name)
        return self._save(record, name, values, edition_of(record))

    def _save(
        self, pipeline: Pipeline | None, name: str, values: Values, edition: int
    ) -> Pipeline:
        stages = drafts(values.get("live_stages"), pipeline)
        return save_pipeline(pipeline, name, stages, by=self.user, edition=edition)
