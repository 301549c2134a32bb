"""The pipeline that a mapping may declare, and the stages that rows name."""

from typing import Any

from django.utils.translation import gettext as _

from crm.common.matching import Verdict, normal_name
from deals.models import Outcome, Pipeline, Stage
from deals.services.pipelines import StageDraft, create_pipeline
from exchange.importing.kind import Declared, Task
from exchange.importing.problems import Problem
from exchange.importing.staging import StagedRow
from exchange.mapping.schema import DeclaredPipeline


class Stages:
    def __init__(self, task: Task) -> None:
        self.task = task
        self._stages: dict[int, dict[str, Stage]] = {}

    def declare(self) -> None:
        """Create the declared pipeline, unless there is one of its name: that must have the
        declared stages.
        """
        declared = self.task.mapping.declare.pipeline
        if declared is None:
            return
        existing = (
            Pipeline.objects.visible_to(self.task.by).filter(name__iexact=declared.name).first()
        )
        if existing:
            self._require(existing, declared)
            return
        drafts = [
            StageDraft(stage.name, Outcome(stage.kind), stage.probability, stage.idle_days)
            for stage in declared.stages
        ]
        create_pipeline(declared.name, drafts)
        self.task.declared.append(Declared("pipeline", declared.name))
        self.task.declared += [Declared("stage", stage.name) for stage in declared.stages]

    def _require(self, pipeline: Pipeline, declared: DeclaredPipeline) -> None:
        """Probability and idle days are the sales head's to change; name and meaning of a stage
        must agree.
        """
        known = {normal_name(stage.name): stage for stage in pipeline.stages.all()}
        for stage in declared.stages:
            has = known.get(normal_name(stage.name))
            if has is None or has.outcome != stage.kind:
                message = _(
                    "The pipeline “%(pipeline)s” is here already, but has no stage “%(stage)s” "
                    "that means %(kind)s."
                )
                values = {
                    "pipeline": pipeline.name,
                    "stage": stage.name,
                    "kind": Outcome(stage.kind).label,
                }
                self.task.problems.add(Problem("pipeline", "other", stage.name, message % values))

    def of(self, row: StagedRow) -> dict[str, Any] | None:
        """The row's stage, and the one that its engagement date stands for; None when one is not
        known.
        """
        pipeline = self._pipeline(row)
        if pipeline is None:
            return None
        found: dict[str, Any] = {}
        for name in ("stage", "engaged_stage"):
            text = row.text(name)
            if text:
                found[name] = self._stage(row, name, pipeline)
        return None if None in found.values() else found

    def _pipeline(self, row: StagedRow) -> int | None:
        text = row.text("pipeline")
        if not text:
            return None
        found = self.task.lookups.resolve("pipelines", {text})[text]
        if found.verdict == Verdict.FOUND:
            return found.pk
        self.task.refuse(
            row, "pipeline", "unknown", _("“%(text)s” is not known.") % {"text": text}
        )
        return None

    def _stage(self, row: StagedRow, name: str, pipeline: int) -> Stage | None:
        if pipeline not in self._stages:
            stages = Stage.objects.visible_to(self.task.by).filter(pipeline=pipeline)
            self._stages[pipeline] = {normal_name(stage.name): stage for stage in stages}
        text = row.text(name)
        stage = self._stages[pipeline].get(normal_name(text))
        if stage is None:
            message = _("“%(text)s” is not known.") % {"text": text}
            known = tuple(one.name for one in self._stages[pipeline].values())
            self.task.problems.add(
                Problem(name, "unknown", text, message, known=known), row.number
            )
        return stage
