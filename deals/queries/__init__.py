from deals.queries.account_page import AccountDeals, account_deals
from deals.queries.board import Board, board
from deals.queries.deal_page import DealPage, deal_page
from deals.queries.listing import (
    CurrencySum,
    ListSums,
    base_value,
    list_sums,
    rows_for_list,
    valued,
)

__all__ = [
    "AccountDeals",
    "Board",
    "CurrencySum",
    "DealPage",
    "ListSums",
    "account_deals",
    "base_value",
    "board",
    "deal_page",
    "list_sums",
    "rows_for_list",
    "valued",
]
