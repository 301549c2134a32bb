"""What we hope to sell: pipelines and stages, deals with lines, and the ledgers behind figures."""

from deals.models.deal import Deal, DealQuerySet
from deals.models.parts import DealLine, DealPartQuerySet, StageChange, ValueChange
from deals.models.pipeline import (
    LostReason,
    Outcome,
    Pipeline,
    PipelineQuerySet,
    SettingsQuerySet,
    Stage,
    StageQuerySet,
)

__all__ = [
    "Deal",
    "DealLine",
    "DealPartQuerySet",
    "DealQuerySet",
    "LostReason",
    "Outcome",
    "Pipeline",
    "PipelineQuerySet",
    "SettingsQuerySet",
    "Stage",
    "StageChange",
    "StageQuerySet",
    "ValueChange",
]
