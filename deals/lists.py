"""The list of deals, and what deals tell about accounts in the list of these."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.common.lists import registry
from crm.common.lists.declared import (
    BY_CREATED,
    BY_KEY,
    BY_NAME,
    BY_UPDATED,
    Column,
    Money,
    RecordList,
    Rows,
    Selection,
    Summary,
    either_way,
)
from crm.common.sorting import dated_last, missing_last, valued_last
from deals.bulk import DEAL_EDITS
from deals.cells import account_cell, stage_cell
from deals.filters import DealFilter
from deals.list_fields import DEAL_FIELDS, FIELDS_OF_ACCOUNTS, last_won_on, open_deal_count
from deals.models import Deal
from deals.queries import ListSums, base_value, list_sums, valued

ENGAGED, CLOSED, EXPECTED = (
    either_way(dated_last, day) for day in ("engaged_on", "closed_on", "expected_close_on")
)


def with_value(rows: Rows, selection: Selection) -> Rows:
    """As known on the day that the list is about, else as it stands."""
    return valued(rows, selection.filter.day)


def value_in_base_currency(selection: Selection) -> Any:
    amount = base_value(selection.filter.day, selection.reader.today)
    return valued_last(amount, down=selection.is_descending)


def sums(selection: Selection) -> ListSums:
    return list_sums(selection.rows, selection.filter.day, selection.reader.today)


# fmt: off
DEAL_COLUMNS = (
    Column("name", _("Deal"), lambda row: row.name, BY_NAME),
    Column("account", _("Account"), lambda row: row.account, BY_NAME, account_cell,
           key=either_way(missing_last, "account__sort_key"), joins=("account",)),
    Column("owner", _("Owner"), lambda row: row.owner, ("owner__sort_key", *BY_NAME),
           joins=("owner",)),
    Column("stage", _("Stage"), lambda row: row.stage,
           ("pipeline__position", "stage__position", *BY_NAME), stage_cell,
           joins=("stage",)),
    Column("value", _("Value"), lambda row: Money(row.shown_value, row.shown_currency), BY_NAME,
           numeric=True, key=value_in_base_currency, prepare=with_value),
    Column("engaged", _("Engaged"), lambda row: row.engaged_on, BY_KEY, key=ENGAGED, narrow=True),
    Column("closed", _("Closed"), lambda row: row.closed_on, BY_KEY, key=CLOSED, narrow=True),
    Column("expected", _("Expected to close"), lambda row: row.expected_close_on, BY_KEY,
           shown=False, key=EXPECTED, narrow=True),
    Column("pipeline", _("Pipeline"), lambda row: row.pipeline, shown=False, joins=("pipeline",)),
    Column("probability", _("Probability, %"), lambda row: row.likelihood, shown=False,
           numeric=True, joins=("stage",)),
    Column("stage_since", _("In stage since"), lambda row: row.stage_since, shown=False,
           narrow=True),
    Column("lost_reason", _("Reason"), lambda row: row.get_lost_reason_display(), shown=False),
    Column("created", _("Created"), lambda row: row.created_at, BY_CREATED, shown=False),
    Column("updated", _("Changed"), lambda row: row.updated_at, BY_UPDATED, shown=False),
)
# fmt: on

DEALS = RecordList(
    key="deals",
    model=Deal,
    title=_("Deals"),
    url_name="deals:deal_list",
    rows=Deal.objects.visible_to,
    filter_class=DealFilter,
    default_sort="name",
    empty="deals/_no_deals.html",
    above="deals/_list_tabs.html",
    summary=Summary("deals/_deal_sums.html", sums),
    columns=DEAL_COLUMNS,
    bulk=DEAL_EDITS,
    fields=DEAL_FIELDS,
)


def with_open_deals(rows: Rows, selection: Selection) -> Rows:
    found: Rows = rows.annotate(open_deals=open_deal_count(selection.reader))
    return found


def with_last_won(rows: Rows, selection: Selection) -> Rows:
    found: Rows = rows.annotate(last_won=last_won_on(selection.reader))
    return found


COLUMNS_OF_ACCOUNTS = (
    Column(
        "open_deals",
        _("Open deals"),
        lambda row: row.open_deals,
        shown=False,
        numeric=True,
        prepare=with_open_deals,
    ),
    Column(
        "last_won",
        _("Last won deal"),
        lambda row: row.last_won,
        shown=False,
        prepare=with_last_won,
    ),
)


def declare() -> None:
    registry.add(DEALS)
    registry.extend("accounts", columns=COLUMNS_OF_ACCOUNTS, fields=FIELDS_OF_ACCOUNTS)
