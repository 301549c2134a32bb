"""One undo for every kind of change."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Affiliation, Contact
from crm.common.errors import BusinessRuleError
from crm.common.events import subscribe
from crm.common.history import event_models, history_context
from crm.common.models import Route
from crm.common.undo import ChangesUndone, undo
from deals.drafts import Move
from deals.models import Deal, DealLine, StageChange
from deals.services import move_deals
from tests.cast import Cast
from tests.crowds import insert_deals
from users.models import User

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_changed_value_comes_back(cast: Cast) -> None:
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala", employees=40)
    undo(context, by=cast.anna, at=NOW)
    cast.akero.refresh_from_db()
    assert (cast.akero.city, cast.akero.employees) == ("", None)


def test_a_new_record_is_marked_deleted(cast: Cast) -> None:
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        made = Account.objects.create(name="Ny AB", owner=cast.anna)
    undo(context, by=cast.anna, at=NOW)
    assert not Account.objects.filter(pk=made.pk).exists()
    assert Account.all_objects.get(pk=made.pk).deleted_at == NOW


def test_a_removed_row_returns_with_its_key(cast: Cast) -> None:
    before = DealLine.objects.get(deal=cast.akero_deal)
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        DealLine.objects.filter(pk=before.pk).delete()
    undo(context, by=cast.anna, at=NOW)
    assert DealLine.objects.get(deal=cast.akero_deal) == before


def test_all_rows_of_one_context_come_back_together(cast: Cast) -> None:
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        contact = Contact.objects.create(full_name="Ny Person")
        Affiliation.objects.create(contact=contact, account=cast.akero)
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    undo(context, by=cast.anna, at=NOW)
    cast.akero.refresh_from_db()
    assert cast.akero.city == ""
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert not Affiliation.objects.filter(contact=contact).exists()


def test_what_changed_since_is_named_and_nothing_is_undone(cast: Cast) -> None:
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
        Deal.objects.filter(pk=cast.akero_deal.pk).update(description="Ny text")
    with history_context(by=cast.hedda, route=Route.PAGE):
        Account.objects.filter(pk=cast.akero.pk).update(city="Gävle")
    with pytest.raises(BusinessRuleError, match="Åkerö"):
        undo(context, by=cast.anna, at=NOW)
    cast.akero_deal.refresh_from_db()
    assert cast.akero_deal.description == "Ny text"


def test_a_new_record_that_others_use_stays(cast: Cast) -> None:
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        made = Account.objects.create(name="Ny AB", owner=cast.anna)
    with history_context(by=cast.anna, route=Route.PAGE):
        Deal.objects.filter(pk=cast.akero_deal.pk).update(account=made)
    with pytest.raises(BusinessRuleError, match="In use since"):
        undo(context, by=cast.anna, at=NOW)


def test_an_undo_can_be_undone(cast: Cast) -> None:
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    undo(context, by=cast.anna, at=NOW)
    redo = _newest_context(cast.akero)
    undo(redo, by=cast.anna, at=NOW)
    cast.akero.refresh_from_db()
    assert cast.akero.city == "Uppsala"


def test_undo_needs_the_right_to_change_the_record(cast: Cast) -> None:
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    User.objects.filter(pk=cast.anna.pk).update(role="read_only")
    anna = User.objects.get(pk=cast.anna.pk)
    with pytest.raises(BusinessRuleError, match="no longer change"):
        undo(context, by=anna, at=NOW)


def test_undo_is_announced(cast: Cast) -> None:
    heard: list[ChangesUndone] = []
    subscribe(ChangesUndone, heard.append)
    with history_context(by=cast.anna, route=Route.PAGE) as context:
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    undo(context, by=cast.anna, at=NOW)
    assert heard[-1].records == {"accounts.Account": [cast.akero.pk]}


def test_the_version_counts_changes_of_any_route(cast: Cast) -> None:
    before = cast.akero.version
    Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    cast.akero.refresh_from_db()
    assert cast.akero.version == before + 1


def _newest_context(account: Account) -> UUID:
    events = event_models()[Account].objects.filter(pgh_obj_id=account.pk)
    newest: UUID = events.order_by("-pgh_id").values_list("pgh_context_id", flat=True)[0]
    return newest


def _undone(many: int, cast: Cast) -> int:
    """Moves many deals at once and takes it back; answers the statements of the undo."""
    deals = insert_deals(cast, many)
    move = Move(cast.offer, date(2026, 11, 23))
    with transaction.atomic(), history_context(by=cast.anna, route=Route.PAGE) as context:
        move_deals(deals, move, by=cast.anna, at=NOW, route=Route.PAGE)
    with CaptureQueriesContext(connection) as statements:
        undo(context, by=cast.anna, at=NOW)
    pks = [deal.pk for deal in deals]
    assert Deal.objects.filter(pk__in=pks, stage=cast.qualify, version=3).count() == many
    assert not StageChange.objects.filter(deal__in=pks).exists()
    return len(statements)


def test_the_undo_of_5000_rows_takes_the_statements_of_ten(cast: Cast) -> None:
    assert _undone(10, cast) == _undone(5000, cast)
