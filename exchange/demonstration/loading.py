"""Loads the demonstration company into an empty database."""

import logging
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.history import history_context
from crm.common.models import Route
from deals.services import create_standard_pipeline
from exchange.demonstration.contacts import meet_people
from exchange.demonstration.customers import find_customers
from exchange.demonstration.deal_plans import Planner
from exchange.demonstration.deals import Writer
from exchange.demonstration.people import Staff, hire
from exchange.demonstration.products import stock_catalog
from exchange.demonstration.reports import freeze_reports
from users.models import User

logger = logging.getLogger(__name__)

SEED = 669
LANGUAGE = "sv"


@transaction.atomic
def load_demonstration(password: str, *, at: datetime) -> Staff:
    """Two years of an invented company that end on the day of `at`; the same for the same day.

    All its people sign in with `password`. Raises BusinessRuleError when somebody works here.
    """
    if User.all_objects.exists():
        raise BusinessRuleError(
            _("The demonstration company is only loaded into an empty database.")
        )
    on = business_day(at)
    context = history_context(by=None, route=Route.DEMONSTRATION, on=on.isoformat())
    with context, translation.override(LANGUAGE):
        staff = hire(password)
        products = stock_catalog(on)
        pipeline = create_standard_pipeline(by=staff.admin)
        customers = find_customers(staff, on, _dice())
        meet_people(customers, by=staff.admin, at=at, random=_dice())
        plans = Planner(customers, on, _dice()).draw_all()
        Writer(pipeline, products, at).write(plans)
        freeze_reports(staff, on)
    logger.info("demonstration loaded", extra={"accounts": len(customers), "deals": len(plans)})
    return staff


def _dice() -> Random:
    return Random(SEED)  # noqa: S311 - the same company every time
