from deals.drafts import DealEdit, EarlierStep, Move, NewDeal
from deals.services.creating import create_deal, create_deals
from deals.services.deleting import delete_deals
from deals.services.editing import update_deal, update_deals
from deals.services.lines import replace_lines
from deals.services.moving import move_deals, move_each
from deals.services.pipelines import (
    StageDraft,
    create_pipeline,
    create_standard_pipeline,
    edition_of,
    save_pipeline,
    used_stages,
)

__all__ = [
    "DealEdit",
    "EarlierStep",
    "Move",
    "NewDeal",
    "StageDraft",
    "create_deal",
    "create_deals",
    "create_pipeline",
    "create_standard_pipeline",
    "delete_deals",
    "edition_of",
    "move_deals",
    "move_each",
    "replace_lines",
    "save_pipeline",
    "update_deal",
    "update_deals",
    "used_stages",
]
