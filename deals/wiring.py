"""What this room gives to the pages and rules of lower rooms."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import rollups
from accounts.blockers import Blocker, block_deletion
from accounts.rollups import Rollup, RollupSource
from accounts.visibility import grant_sight
from crm.common import navigation, slots
from crm.common.navigation import NavItem
from crm.common.slots import Filling
from deals import lists, search
from deals.models import Deal
from deals.queries import account_deals
from deals.queries.rollup import deal_rollups
from users.models import User
from users.scope import owned_in_scope

OPEN = Rollup("open", _("Open deals"), lambda: reverse("deals:deal_list") + "?outcome=open")
WON = Rollup("won", _("Won deals"), lambda: reverse("deals:deal_list") + "?outcome=won")


def connect() -> None:
    navigation.add(
        NavItem(
            "deals:board",
            _("Pipeline"),
            icon="layout-kanban",
            order=10,
            keys="p",
            on_phone=True,
        )
    )
    navigation.add(
        NavItem(
            "deals:deal_list",
            _("Deals"),
            icon="briefcase",
            order=15,
            keys="d",
            query="view=default",
        )
    )
    slots.fill(
        Filling("account.main", "deals", "deals/_account_deals.html", account_deals, order=10)
    )
    rollups.add(RollupSource((OPEN, WON), deal_rollups))
    lists.declare()
    search.connect()
    grant_sight(own_deals_on_accounts)
    block_deletion(Blocker(_("it has deals. Delete or move those first."), accounts_with_deals))


def own_deals_on_accounts(user: User) -> QuerySet[Deal]:
    """Whoever owns a deal on an account, and the heads above, see the account."""
    return Deal.objects.filter(owned_in_scope(user), account__isnull=False)


def accounts_with_deals(account_ids: Collection[int]) -> Iterable[int]:
    rows = Deal.objects.filter(account__in=account_ids)
    return [pk for pk in rows.values_list("account_id", flat=True).distinct() if pk]
