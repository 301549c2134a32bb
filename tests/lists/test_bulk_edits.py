"""Bulk edits: what each list offers, who may, what is refused and told, and one undo."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Affiliation, Contact, Lifecycle, LifecycleChange
from catalog.models import Category, Product
from crm.common.bulk import WORTH_COPYING
from crm.common.lists.bulk.services import AT_ONCE
from crm.common.lists.models import BulkJob
from deals.models import Deal, StageChange
from tests.cast import CANARY, Cast
from tests.crowds import insert_accounts, insert_contacts, insert_deals
from tests.lists.asking import browser, edited, post_edit, reasons

pytestmark = pytest.mark.django_db


# --- What can be done ---


def test_accounts_get_a_new_owner_and_join_the_team(cast: Cast) -> None:
    pks = [one.pk for one in insert_accounts(cast, 3)]
    job = edited(cast.ada, "accounts", "owner", pks, owner=cast.bea.pk)
    assert job.changed == 3
    assert Account.objects.filter(pk__in=pks, owner=cast.bea, team=cast.team_b).count() == 3


def test_an_account_that_another_team_looks_after_stays_in_it(cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(team=cast.team_b)
    edited(cast.ada, "accounts", "owner", [cast.akero.pk], owner=cast.hedda.pk)
    cast.akero.refresh_from_db()
    assert (cast.akero.owner, cast.akero.team) == (cast.hedda, cast.team_b)


def test_accounts_take_a_step_of_their_lifecycle_with_the_reason(cast: Cast) -> None:
    edited(cast.anna, "accounts", "lifecycle", [cast.akero.pk], to="lost", reason="Konkurs")
    step = LifecycleChange.objects.get(account=cast.akero)
    assert (step.before, step.after, step.reason) == ("active", "lost", "Konkurs")


def test_team_and_sector_can_be_taken_away(cast: Cast) -> None:
    edited(cast.hedda, "accounts", "sector", [cast.akero.pk], sector="")
    edited(cast.hedda, "accounts", "team", [cast.akero.pk], team="")
    cast.akero.refresh_from_db()
    assert (cast.akero.sector, cast.akero.team) == (None, None)


def test_contacts_get_a_language(cast: Cast) -> None:
    edited(cast.anna, "contacts", "language", [cast.eva.pk], language="sv")
    cast.eva.refresh_from_db()
    assert cast.eva.language == "sv"


def test_deals_get_owner_and_expected_day(cast: Cast) -> None:
    pks = [one.pk for one in insert_deals(cast, 3)]
    edited(cast.anna, "deals", "expected", pks, expected_close_on="2027-01-31")
    edited(cast.anna, "deals", "owner", pks, owner=cast.arvid.pk)
    found = Deal.objects.filter(expected_close_on=date(2027, 1, 31), owner=cast.arvid)
    assert set(found.values_list("pk", flat=True)) == set(pks)


def test_deals_move_through_the_service_of_moves(cast: Cast) -> None:
    pks = [one.pk for one in insert_deals(cast, 3)]
    edited(cast.anna, "deals", "stage", pks, to=cast.lost.pk, lost_reason="price")
    assert Deal.objects.filter(pk__in=pks, outcome="lost", lost_reason="price").count() == 3
    assert StageChange.objects.filter(deal__in=pks, after=cast.lost, by=cast.anna).count() == 3


def test_losing_needs_a_reason(cast: Cast) -> None:
    response = post_edit(cast.anna, "deals", "stage", [cast.akero_deal.pk], to=cast.lost.pk)
    assert response.status_code == 422
    assert "Say why these deals were lost." in response.content.decode()
    assert not BulkJob.objects.exists()


def test_heads_change_products(cast: Cast) -> None:
    other = Category.objects.create(name="Varor")
    edited(cast.hedda, "products", "category", [cast.product.pk], category=other.pk)
    edited(cast.hedda, "products", "on_sale", [cast.product.pk], is_active="0")
    cast.product.refresh_from_db()
    assert (cast.product.category, cast.product.is_active) == (other, False)
    edited(cast.hedda, "products", "delete", [cast.product.pk])
    assert not Product.objects.filter(pk=cast.product.pk).exists()


# --- Who may, and what is refused ---


def test_foreign_records_are_as_if_they_did_not_exist(cast: Cast) -> None:
    pks = [cast.akero.pk, cast.oresund.pk, 987_654_321]
    job = edited(cast.anna, "accounts", "sector", pks, sector="")
    assert (job.progress_total, job.changed, reasons(job)) == (1, 1, {})
    cast.oresund.refresh_from_db()
    assert cast.oresund.sector == cast.sector


@pytest.mark.parametrize("pk", ["oresund", "nobody"])
def test_nothing_but_foreign_records_is_nothing(cast: Cast, pk: str) -> None:
    key = cast.oresund.pk if pk == "oresund" else 987_654_321
    response = post_edit(cast.anna, "accounts", "sector", [key], sector="")
    assert response.status_code == 409
    assert not BulkJob.objects.exists()


def test_what_one_may_only_read_is_refused_and_named(cast: Cast) -> None:
    """Anna sees Norrköping by her deal on it."""
    pks = [cast.akero.pk, cast.norrkoping.pk]
    response = post_edit(cast.anna, "accounts", "sector", pks, sector="")
    job = BulkJob.objects.get()
    assert response.url == job.get_absolute_url()
    assert reasons(job) == {cast.norrkoping.pk: "You may not change this record."}
    page = browser(cast.anna).get(job.get_absolute_url()).content.decode()
    assert "Norrköpings El AB" in page
    assert "You may not change this record." in page
    cast.norrkoping.refresh_from_db()
    assert cast.norrkoping.sector == cast.sector


def test_rules_refuse_each_record_for_itself(cast: Cast) -> None:
    free = Account.objects.create(name="Ystad Hamn AB", owner=cast.anna)
    job = edited(cast.anna, "accounts", "delete", [free.pk, cast.akero.pk])
    assert reasons(job) == {cast.akero.pk: "it has deals. Delete or move those first."}
    assert not Account.objects.filter(pk=free.pk).exists()
    assert Account.objects.filter(pk=cast.akero.pk).exists()


def test_winning_back_is_refused_where_nothing_was_lost(cast: Cast) -> None:
    lost = Account.objects.create(name="Gävle AB", owner=cast.anna, lifecycle=Lifecycle.LOST)
    pks = [lost.pk, cast.akero.pk]
    job = edited(cast.anna, "accounts", "lifecycle", pks, to="won_back", reason="")
    assert job.changed == 1
    assert "cannot be won back" in reasons(job)[cast.akero.pk]


def test_a_person_who_belongs_elsewhere_too_is_not_deleted(cast: Cast) -> None:
    Affiliation.objects.create(contact=cast.eva, account=cast.oresund)
    other = insert_contacts(cast, 1)[0]
    job = edited(cast.anna, "contacts", "delete", [cast.eva.pk, other.pk])
    assert set(reasons(job)) == {cast.eva.pk}
    assert not Contact.objects.filter(pk=other.pk).exists()


def test_a_deal_of_another_pipeline_is_refused(cast: Cast) -> None:
    closed = insert_deals(cast, 1)[0]
    Deal.objects.filter(pk=closed.pk).update(stage_since=date(2199, 1, 1))
    pks = [closed.pk, cast.akero_deal.pk]
    job = edited(cast.anna, "deals", "stage", pks, to=cast.offer.pk)
    assert job.changed == 1
    assert "cannot lie before that" in reasons(job)[closed.pk]


def test_readers_may_change_nothing(cast: Cast) -> None:
    assert post_edit(cast.rut, "accounts", "sector", [cast.akero.pk]).status_code == 403
    assert post_edit(cast.anna, "products", "delete", [cast.product.pk]).status_code == 403


def test_one_gives_only_to_people_one_works_with(cast: Cast) -> None:
    response = post_edit(cast.anna, "accounts", "owner", [cast.akero.pk], owner=cast.bea.pk)
    assert response.status_code == 422
    assert CANARY not in response.content.decode()


@pytest.mark.parametrize(
    "sent", [{"ids": "x"}, {"ids": "-1"}, {"view": "unknown=1"}, {"ids": "٣"}]
)
def test_nonsense_is_a_bad_request(cast: Cast, sent: dict[str, str]) -> None:
    address = reverse("lists:bulk_edit", args=["accounts", "sector"])
    assert browser(cast.anna).post(address, sent).status_code == 400
    assert browser(cast.anna).get(address, sent).status_code == 400


def test_the_form_is_posted_for_where_an_address_is_too_short(cast: Cast) -> None:
    insert_accounts(cast, 1000)
    keys = Account.objects.filter(name__startswith="Crowd").values_list("pk", flat=True)
    joined = ",".join(map(str, keys))
    for route in (["bulk_edit", "accounts", "sector"], ["export", "accounts"]):
        address = reverse(f"lists:{route[0]}", args=route[1:])
        page = browser(cast.anna).post(address, {"ask": "1", "view": "q=Crowd", "ids": joined})
        assert page.status_code == 200
        assert "1,000 records" in page.content.decode()
        assert f'name="ids" value="{",".join(sorted(joined.split(","), key=int))}"' in (
            page.content.decode()
        )
        one_more = {"ask": "1", "ids": f"{joined},{cast.akero.pk}"}
        assert browser(cast.anna).post(address, one_more).status_code == 400
    assert not BulkJob.objects.exists()
    response = post_edit(cast.anna, "accounts", "sector", [joined], sector=cast.sector.pk)
    assert response.status_code == 302
    assert BulkJob.objects.get().progress_total == 1000


# --- Undo, and what must not grow ---


def test_one_undo_takes_all_of_it_back(cast: Cast) -> None:
    pks = [one.pk for one in insert_deals(cast, 20)]
    job = edited(cast.anna, "deals", "stage", pks, to=cast.offer.pk)
    browser(cast.anna).post(reverse("common:undo", args=[job.context_id]))
    assert Deal.objects.filter(pk__in=pks, stage=cast.qualify).count() == 20
    job.refresh_from_db()
    assert job.undone_at
    assert (
        "All of it was undone." in browser(cast.anna).get(job.get_absolute_url()).content.decode()
    )


def _statements(cast: Cast, many: int) -> int:
    pks = [one.pk for one in insert_deals(cast, many)]
    with CaptureQueriesContext(connection) as statements:
        post_edit(cast.anna, "deals", "stage", pks, to=cast.offer.pk)
    assert BulkJob.objects.latest("pk").changed == many
    return len(statements)


@pytest.mark.parametrize(("few", "many"), [(10, WORTH_COPYING - 1), (WORTH_COPYING, AT_ONCE)])
def test_statements_do_not_grow_with_the_records(cast: Cast, few: int, many: int) -> None:
    assert _statements(cast, few) == _statements(cast, many)
