from deals.drafts import DealEdit, EarlierStep, Move, NewDeal
from deals.services.creating import create_deal, create_deals
from deals.services.deleting import delete_deals
from deals.services.editing import update_deal, update_deals
from deals.services.lines import replace_lines
from deals.services.moving import move_deals, move_each
from deals.services.pipelines import create_standard_pipeline

__all__ = [
    "DealEdit",
    "EarlierStep",
    "Move",
    "NewDeal",
    "create_deal",
    "create_deals",
    "create_standard_pipeline",
    "delete_deals",
    "move_deals",
    "move_each",
    "replace_lines",
    "update_deal",
    "update_deals",
]
