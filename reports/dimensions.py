"""What figures can be broken down by, each as the piece of SQL that finds its key and label."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Dimension(StrEnum):
    STAGE = "stage"
    MONTH = "month"
    MANAGER = "manager"
    HEAD = "head"
    TEAM = "team"
    ACCOUNT = "account"
    PRODUCT = "product"
    SECTOR = "sector"


@dataclass(frozen=True)
class DimensionSql:
    """`f` is the row of a deal; `share` the part of its value that belongs to the key."""

    key: str
    label: str
    joins: str
    parameter: str
    nothing: str | Promise = ""
    share: str = "1"
    order: str = "4 DESC NULLS LAST, 3 DESC, 2, 1"


_OWNER = "JOIN users_user owner ON owner.id = f.owner_id"
_ACCOUNT = "LEFT JOIN accounts_account account ON account.id = f.account_id"

DIMENSIONS = {
    Dimension.STAGE: DimensionSql(
        "stage.id::text",
        "stage.name",
        "LEFT JOIN deals_stage stage ON stage.id = f.stage_id",
        "stage",
        _("No stage known"),
        order="min(stage.pipeline_id), min(stage.position), 1",
    ),
    Dimension.MONTH: DimensionSql(
        "to_char(f.month, 'YYYY-MM')",
        "to_char(f.month, 'YYYY-MM')",
        "",
        "month",
        _("No date"),
        order="1",
    ),
    Dimension.MANAGER: DimensionSql("owner.id::text", "owner.full_name", _OWNER, "owner"),
    Dimension.HEAD: DimensionSql(
        "head.id::text",
        "head.full_name",
        "LEFT JOIN head_owners ON head_owners.owner_id = f.owner_id"
        " LEFT JOIN users_user head ON head.id = head_owners.head_id",
        "head",
        _("No head"),
    ),
    Dimension.TEAM: DimensionSql(
        "team.id::text",
        "team.name",
        f"{_OWNER} LEFT JOIN users_team team ON team.id = owner.team_id",
        "team",
        _("No team"),
    ),
    Dimension.ACCOUNT: DimensionSql(
        "account.id::text", "account.name", _ACCOUNT, "account", _("No account")
    ),
    Dimension.PRODUCT: DimensionSql(
        "product.id::text",
        "product.name",
        "LEFT JOIN shares ON shares.deal_id = f.id"
        " LEFT JOIN catalog_product product ON product.id = shares.product_id",
        "product",
        _("No product"),
        share="COALESCE(shares.share, 1)",
    ),
    Dimension.SECTOR: DimensionSql(
        "sector.id::text",
        "sector.name",
        f"{_ACCOUNT} LEFT JOIN accounts_sector sector ON sector.id = account.sector_id",
        "sector",
        _("No sector"),
    ),
}
