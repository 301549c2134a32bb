"""What the filter builder can ask about deals, and about accounts and products by their deals."""

from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.list_fields import COUNTRY_KIND, LIFECYCLE_KIND, MANAGER, SECTOR_KIND, TEAM_KIND
from catalog.list_fields import CATEGORY_KIND, CURRENCY_KIND
from catalog.models import Product
from catalog.rates import in_base_currency
from crm.common.lists.conditions import Field, Reader, Related
from crm.common.lists.where.kinds import (
    DATE,
    INSTANT,
    NAME,
    NUMBER,
    PRESENCE,
    WHOLE,
    choice,
    records,
)
from deals.models import Deal, DealLine, DealQuerySet, LostReason, Outcome, Pipeline, Stage

ACCOUNT = _("Account")


def stages(user: Any) -> Any:
    found = Stage.objects.visible_to(user)
    return found.order_by("pipeline__position", "position", "pk")


def pipelines(user: Any) -> Any:
    return Pipeline.objects.visible_to(user).order_by("position", "pk")


def products(user: Any) -> Any:
    return Product.objects.visible_to(user).order_by("sort_key", "pk")


def lines(user: Any) -> Any:
    """Whoever sees the deal sees its lines."""
    return DealLine.objects.all()


def open_deals(user: Any) -> DealQuerySet:
    return Deal.objects.visible_to(user).open()


def base_value(reader: Reader) -> Any:
    day = Coalesce(OuterRef("closed_on"), Value(reader.today))
    return in_base_currency("value", "currency", day)


def likelihood(reader: Reader) -> Any:
    return Coalesce("probability", "stage__probability")


def open_deal_count(reader: Reader) -> Any:
    """Of an account: of the deals that the reader sees."""
    mine = open_deals(reader.user).filter(account=OuterRef("pk")).order_by().values("account")
    count = Subquery(mine.annotate(count=Count("pk")).values("count"))
    return Coalesce(count, 0, output_field=IntegerField())


def last_won_on(reader: Reader) -> Any:
    mine = Deal.objects.visible_to(reader.user).won().filter(account=OuterRef("pk"))
    return Subquery(mine.order_by().values("account").annotate(day=Max("closed_on")).values("day"))


STAGE_KIND = records(stages)
PRODUCT_KIND = records(products)
LINES = Related(lines, "deal")
OPEN_DEALS = Related(open_deals, "account", group=_("Open deal"))

# fmt: off
DEAL_FIELDS = (
    Field("name", _("Name"), NAME, "sort_key"),
    Field("outcome", _("Outcome"), choice(Outcome.choices), "outcome"),
    Field("owner", _("Owner"), MANAGER, "owner"),
    Field("owner_team", _("Owner's team"), TEAM_KIND, "owner__team"),
    Field("stage", _("Stage"), STAGE_KIND, "stage"),
    Field("pipeline", _("Pipeline"), records(pipelines), "pipeline"),
    Field("value", _("Value in base currency"), NUMBER, expression=base_value),
    Field("currency", _("Currency"), CURRENCY_KIND, "currency"),
    Field("probability", _("Probability, %"), WHOLE, expression=likelihood),
    Field("engaged", _("Engaged"), DATE, "engaged_on"),
    Field("expected", _("Expected to close"), DATE, "expected_close_on"),
    Field("closed", _("Closing date"), DATE, "closed_on"),
    Field("stage_since", _("In stage since"), DATE, "stage_since"),
    Field("lost_reason", _("Reason"), choice(LostReason.choices), "lost_reason"),
    Field("created", _("Created"), INSTANT, "created_at"),
    Field("updated", _("Changed"), INSTANT, "updated_at"),
    Field("product", _("Product"), PRODUCT_KIND, "product", LINES),
    Field("category", _("Product category"), CATEGORY_KIND, "product__category", LINES),
    Field("account", ACCOUNT, PRESENCE, "account"),
    Field("account_name", _("Name"), NAME, "account__sort_key", within=ACCOUNT),
    Field("account_lifecycle", _("Lifecycle"), LIFECYCLE_KIND, "account__lifecycle",
          within=ACCOUNT),
    Field("account_owner", _("Account manager"), MANAGER, "account__owner", within=ACCOUNT),
    Field("account_sector", _("Sector"), SECTOR_KIND, "account__sector", within=ACCOUNT),
    Field("account_country", _("Country"), COUNTRY_KIND, "account__country", within=ACCOUNT),
)

FIELDS_OF_ACCOUNTS = (
    Field("open_deals", _("Open deals"), WHOLE, expression=open_deal_count),
    Field("last_won", _("Last won deal"), DATE, expression=last_won_on),
    Field("deal_owner", _("Owner"), MANAGER, "owner", OPEN_DEALS),
    Field("deal_stage", _("Stage"), STAGE_KIND, "stage", OPEN_DEALS),
    Field("deal_expected", _("Expected to close"), DATE, "expected_close_on", OPEN_DEALS),
    Field("deal_product", _("Product"), PRODUCT_KIND, "lines__product", OPEN_DEALS),
)
# fmt: on
