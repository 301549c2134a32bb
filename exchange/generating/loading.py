"""Writes the generated company into a database without business rows."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from time import monotonic

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Account, Contact, Sector
from catalog.models import Category, ExchangeRate, Product
from crm.common.errors import BusinessRuleError
from deals.models import Deal, Pipeline
from deals.services import create_standard_pipeline
from exchange.generating.catalog import write_catalog, write_sectors
from exchange.generating.chance import dice
from exchange.generating.contacts import write_contacts
from exchange.generating.copying import history_keeps_still, reserved
from exchange.generating.customers import write_customers
from exchange.generating.deal_rows import DealWriter, track_of
from exchange.generating.deals import Drawer
from exchange.generating.sizes import Sizes
from exchange.generating.staff import StaffPlan, write_staff
from users.models import Role, Team, User

logger = logging.getLogger(__name__)

MUST_BE_EMPTY = (Team, Sector, Category, Product, ExchangeRate, Account, Contact, Pipeline, Deal)
LANGUAGE = "sv"
BATCH = 20_000
"""Deals that are held in memory at once."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """How large a company, by which dice, and the day on which its three years end."""

    accounts: int
    seed: int
    on: date


@transaction.atomic
def generate_company(wish: Wish, password: str, *, tell: Tell) -> StaffPlan:
    """The same for the same wish. All its people sign in with `password`; `tell` hears how far it
    is.

    Raises BusinessRuleError when the database holds business rows already.
    """
    _refuse_rows()
    started = monotonic()

    def done(what: str, count: int) -> None:
        tell(f"{monotonic() - started:5.0f} s  {count:>9,} {what}")

    with translation.override(LANGUAGE), history_keeps_still():
        staff = _generate(wish, make_password(password), done)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    done("s of work", round(monotonic() - started))
    logger.info("company generated", extra={"accounts": wish.accounts, "seed": wish.seed})
    return staff


def _generate(wish: Wish, password: str, done: Callable[[str, int], None]) -> StaffPlan:
    sizes, on = Sizes(wish.accounts), wish.on
    staff = write_staff(sizes, dice(wish.seed, "staff"), password)
    done("people", len(staff.users))
    items = write_catalog(on, dice(wish.seed, "catalog"))
    admin = User.objects.get(pk=staff.first(Role.ADMIN).pk)
    track = track_of(create_standard_pipeline(by=admin))
    sectors = write_sectors()
    random = dice(wish.seed, "customers")
    customers = write_customers(sizes.accounts, staff, sectors, on, random)
    done("accounts", sizes.accounts)
    write_contacts(sizes.contacts, customers, dice(wish.seed, "contacts"))
    done("contacts", sizes.contacts)
    drawer, writer = Drawer(customers, staff, items, on), DealWriter(track)
    random = dice(wish.seed, "deals")
    for start in range(0, sizes.deals, BATCH):
        keys = reserved(Deal, min(BATCH, sizes.deals - start))
        writer.write(list(drawer.draw(keys, random)))
        done("deals", start + len(keys))
    return staff


def _refuse_rows() -> None:
    for model in MUST_BE_EMPTY:
        if model._base_manager.exists():
            raise BusinessRuleError(
                _("A company is only generated into an empty database, and this one has %(what)s.")
                % {"what": model._meta.verbose_name_plural}
            )


def tidy_up() -> None:
    """What autovacuum does within some minutes: the planner knows the rows, and indexes are read
    without their tables. Outside of a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
