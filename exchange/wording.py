"""Names of kinds and fields as people know them: the labels of the models, and our own where there
is none.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exchange.importing.kind import Declared

KINDS: dict[str, Promise] = {
    "users": gettext_lazy("users"),
    "products": gettext_lazy("products"),
    "accounts": gettext_lazy("accounts"),
    "contacts": gettext_lazy("contacts"),
    "deals": gettext_lazy("deals"),
}
FIELDS: dict[str, Promise] = {
    "external_id": gettext_lazy("external id"),
    "full_name": gettext_lazy("name"),
    "sort_name": gettext_lazy("sort as"),
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail address"),
    "role": gettext_lazy("role"),
    "team": gettext_lazy("team"),
    "head": gettext_lazy("sales head"),
    "language": gettext_lazy("language"),
    "time_zone": gettext_lazy("time zone"),
    "category": gettext_lazy("category"),
    "list_price": gettext_lazy("list price"),
    "currency": gettext_lazy("currency"),
    "description": gettext_lazy("description"),
    "is_active": gettext_lazy("on sale"),
    "org_number": gettext_lazy("organisation number"),
    "vat_number": gettext_lazy("VAT number"),
    "lifecycle": gettext_lazy("lifecycle"),
    "sector": gettext_lazy("sector"),
    "source": gettext_lazy("source"),
    "parent": gettext_lazy("parent company"),
    "owner": gettext_lazy("owner"),
    "country": gettext_lazy("country"),
    "city": gettext_lazy("city"),
    "website": gettext_lazy("website"),
    "employees": gettext_lazy("employees"),
    "annual_revenue": gettext_lazy("annual revenue"),
    "founded_year": gettext_lazy("founded"),
    "phone": gettext_lazy("phone"),
    "mobile": gettext_lazy("mobile"),
    "account": gettext_lazy("account"),
    "title": gettext_lazy("title"),
    "notes": gettext_lazy("notes"),
    "product": gettext_lazy("product"),
    "quantity": gettext_lazy("quantity"),
    "unit_price": gettext_lazy("unit price"),
    "pipeline": gettext_lazy("pipeline"),
    "stage": gettext_lazy("stage"),
    "engaged_stage": gettext_lazy("stage at engagement"),
    "engaged_on": gettext_lazy("engaged"),
    "closed_on": gettext_lazy("closed"),
    "expected_close_on": gettext_lazy("expected to close"),
    "value": gettext_lazy("value"),
    "probability": gettext_lazy("own probability, %"),
    "lost_reason": gettext_lazy("reason"),
    "lost_note": gettext_lazy("comment"),
}
DECLARED: dict[str, tuple[Promise, Promise]] = {
    "team": (gettext_lazy("new team “%(name)s”"), gettext_lazy("changed team “%(name)s”")),
    "head": (
        gettext_lazy("new sales head %(name)s"),
        gettext_lazy("%(name)s becomes sales head"),
    ),
    "category": (
        gettext_lazy("new category “%(name)s”"),
        gettext_lazy("changed category “%(name)s”"),
    ),
    "sector": (gettext_lazy("new sector “%(name)s”"), gettext_lazy("changed sector “%(name)s”")),
    "account": (
        gettext_lazy("new parent account “%(name)s”"),
        gettext_lazy("changed parent account “%(name)s”"),
    ),
    "pipeline": (
        gettext_lazy("new pipeline “%(name)s”"),
        gettext_lazy("changed pipeline “%(name)s”"),
    ),
    "stage": (gettext_lazy("new stage “%(name)s”"), gettext_lazy("changed stage “%(name)s”")),
}


def kind_label(kind: str) -> str:
    return str(KINDS[kind])


def field_label(name: str) -> str:
    return str(FIELDS.get(name, name))


def declared_text(declared: Declared) -> str:
    new, changed = DECLARED[declared.what]
    return str(new if declared.is_new else changed) % {"name": declared.name}


def notice_text(code: str, count: int) -> str:
    """`code` is what a kind's notices() returned."""
    texts = {
        "deals_without_account": ngettext(
            "%(count)s deal names no account; it will stand in the list of deals that need one",
            "%(count)s deals name no account; they will stand in the list of deals that need one",
            count,
        ),
        "deals_without_engagement": ngettext(
            "%(count)s deal has no engagement date; figures by date count it apart",
            "%(count)s deals have no engagement date; figures by date count them apart",
            count,
        ),
    }
    return texts.get(code, _("%(count)s rows: ") + code) % {
        "count": f"{count:,}".replace(",", "\u00a0")
    }
