"""Takes the demonstration company away for good, and nothing that people have added since.

It is found by the history context in which it was loaded. Shared lists (products, categories,
sectors) keep what own records use; the pipeline stays as it is. Own records that use something
else of it are in the way: they are named, and nothing is removed before somebody has moved them.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pghistory.models import Context

from accounts.models import Account, Contact, Sector
from catalog.models import Category, ExchangeRate, Product
from crm.common.errors import BusinessRuleError
from crm.common.history import event_models
from crm.common.models import Record, Route
from deals.models import Deal, Pipeline, Stage
from exchange.demonstration import sign_in
from exchange.demonstration.people import MARK
from exchange.demonstration.reach import Model, Reach, Use
from messaging.models import OutboxMail
from reports.models import MonthlyReport, ReportRecords
from users.models import Team, User

logger = logging.getLogger(__name__)

STAY = (Pipeline, Stage)
SHARED = (Product, Category, Sector, ExchangeRate)
TOLD = (User, Team, Account, Contact, Deal, *SHARED, MonthlyReport, OutboxMail)
NAMED = 20


@dataclass(frozen=True)
class InTheWay:
    """An own record that uses the demonstration company, and as what."""

    kind: str
    name: str
    url: str
    link: str


@dataclass(frozen=True)
class Preview:
    """What would go, as (kind, number). `more`: how many are in the way beside those named."""

    goes: Sequence[tuple[str, int]]
    in_the_way: Sequence[InTheWay]
    more: int
    is_own_administrator: bool

    @property
    def may_be_removed(self) -> bool:
        return self.is_own_administrator and not self.in_the_way


def is_loaded() -> bool:
    return Team.all_objects.filter(external_id=MARK).exists()


def preview(user: User) -> Preview:
    reach = _reach()
    return Preview(
        goes=[
            (capfirst(str(model._meta.verbose_name_plural)), len(reach.rows[model]))
            for model in TOLD
            if reach.rows[model]
        ],
        in_the_way=[_told(use) for use in reach.in_the_way[:NAMED]],
        more=max(0, len(reach.in_the_way) - NAMED),
        is_own_administrator=user.is_admin and user.pk not in reach.rows[User],
    )


@transaction.atomic
def remove_demonstration(*, by: User) -> int:
    """Remove it with its history, reports and mails. Answers how many records are gone.

    Raises BusinessRuleError, and removes nothing, when own records are in the way, or when `by` is
    not an administrator of one's own, who can still sign in afterwards.
    """
    _lock()
    reach = _reach()
    if not by.is_admin or by.pk in reach.rows[User]:
        raise BusinessRuleError(
            _("Sign in as an administrator of your own to remove the demonstration company.")
        )
    if reach.in_the_way:
        raise BusinessRuleError(
            _("Your own records still use the demonstration company: %(names)s.")
            % {"names": ", ".join(_told(use).name for use in reach.in_the_way[:5])}
        )
    for link, pks in reach.links:
        link.model._base_manager.filter(**{f"{link.name}__in": pks}).update(**{link.name: None})
    for model, gone in reach.rows.items():
        rows = model._base_manager.filter(pk__in=gone)
        rows._raw_delete(rows.db)
    _forget_history(reach.rows)
    transaction.on_commit(sign_in.forget)
    total = sum(len(pks) for pks in reach.rows.values())
    logger.info("demonstration removed", extra={"user": by.pk, "records": total})
    return total


def _lock() -> None:
    """Nobody adds to it from here on: a new row would have to lock the one that it links to."""
    for model, pks in _loaded().items():
        if issubclass(model, Record):
            rows = model._base_manager.filter(pk__in=pks).order_by("pk")
            list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _reach() -> Reach:
    """All that goes. Shared rows that something else uses stay."""
    reach = Reach()
    loaded = _loaded()
    reach.add({model: pks for model, pks in loaded.items() if model not in SHARED})
    reach.add({MonthlyReport: _reports_counting(reach.rows[Deal])})
    for model in SHARED:
        pks = loaded.get(model, set())
        reach.add({model: pks - reach.used_elsewhere(model, pks)})
    return reach


def _loaded() -> dict[Model, set[int]]:
    """The rows that loading wrote and that are still there."""
    teams = event_models()[Team]._default_manager
    marks = teams.filter(external_id=MARK, pgh_label="insert").values("pgh_context_id")
    contexts = list(Context.objects.filter(pk__in=marks, metadata__route=str(Route.DEMONSTRATION)))
    found = {}
    for model, events in event_models().items():
        if model in STAY:
            continue
        made = events._default_manager.filter(pgh_context__in=contexts, pgh_label="insert")
        rows = model._base_manager.filter(pk__in=made.values("pgh_obj_id"))
        found[model] = set(rows.values_list("pk", flat=True))
    return found


def _reports_counting(deals: set[int]) -> set[int]:
    """Reports that were frozen with these deals in them."""
    records = ReportRecords.objects.filter(deal_ids__overlap=sorted(deals))
    return set(records.values_list("report_id", flat=True))


def _forget_history(rows: dict[Model, set[int]]) -> None:
    """What history says of the removed rows, and of others while they were linked to them: an
    undo must not bring such a link back.
    """
    for model, events in event_models().items():
        gone = partial(_forget, events._default_manager.all())
        gone("pgh_obj_id", rows.get(model, set()))
        for link in events._meta.concrete_fields:
            if isinstance(link, models.ForeignKey) and not link.name.startswith("pgh_"):
                gone(link.name, rows.get(link.related_model, set()))


def _forget(events: "models.QuerySet[Any]", column: str, pks: set[int]) -> None:
    if pks:
        found = events.filter(**{f"{column}__in": pks})
        found._raw_delete(found.db)


def _told(use: Use) -> InTheWay:
    record = use.model._base_manager.get(pk=use.pk)
    return InTheWay(
        kind=capfirst(str(use.model._meta.verbose_name)),
        name=str(record),
        url=record.get_absolute_url() if hasattr(record, "get_absolute_url") else "",
        link=str(use.link.verbose_name),
    )
