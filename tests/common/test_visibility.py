"""Who may see and change what; HOUSE rules in docs/architecture.md."""

import pytest

from accounts.models import Account, AccountMember, Contact
from deals.models import Deal
from tests.cast import Cast
from users.models import Team, User


def test_a_manager_sees_own_accounts_and_those_with_own_deals(cast: Cast) -> None:
    assert set(Account.objects.visible_to(cast.anna)) == {cast.akero, cast.norrkoping}


def test_a_head_sees_what_the_teams_below_see(cast: Cast) -> None:
    assert set(Account.objects.visible_to(cast.hedda)) == {cast.akero, cast.norrkoping}
    assert set(Account.objects.visible_to(cast.bo)) == {cast.oresund, cast.norrkoping}


def test_on_a_shared_account_neither_team_sees_the_deals_of_the_other(cast: Cast) -> None:
    assert set(Deal.objects.visible_to(cast.anna)) == {cast.akero_deal, cast.norrkoping_deal_a}
    assert set(Deal.objects.visible_to(cast.bo)) == {cast.oresund_deal, cast.norrkoping_deal_b}


def test_a_head_above_two_teams_sees_both(cast: Cast) -> None:
    head = User.objects.create_user("chef@crm.example", "Chef", role="head")
    Team.objects.filter(pk=cast.region.pk).update(head=head)
    assert Account.objects.visible_to(head).count() == 3


def test_an_account_member_sees_and_edits_the_account_but_not_its_deals(cast: Cast) -> None:
    AccountMember.objects.create(account=cast.akero, user=cast.bea)
    assert cast.akero in Account.objects.visible_to(cast.bea)
    assert cast.akero in Account.objects.editable_by(cast.bea)
    assert cast.akero_deal not in Deal.objects.visible_to(cast.bea)


def test_a_sharing_team_reads_but_does_not_write(cast: Cast) -> None:
    assert cast.akero not in Account.objects.visible_to(cast.arvid)
    Team.objects.filter(pk=cast.team_a.pk).update(shares_accounts=True)
    arvid = User.objects.get(pk=cast.arvid.pk)  # as the next request reads the person
    assert cast.akero in Account.objects.visible_to(arvid)
    assert cast.akero not in Account.objects.editable_by(arvid)


def test_a_deal_on_an_account_lets_its_owner_read_the_account_only(cast: Cast) -> None:
    assert cast.norrkoping not in Account.objects.editable_by(cast.anna)


def test_the_owner_of_the_account_reads_the_deals_of_others_on_it(cast: Cast) -> None:
    Account.objects.filter(pk=cast.norrkoping.pk).update(owner=cast.anna)
    assert cast.norrkoping_deal_b in Deal.objects.visible_to(cast.anna)
    assert cast.norrkoping_deal_b not in Deal.objects.editable_by(cast.anna)


def test_a_contact_is_seen_with_one_of_its_accounts(cast: Cast) -> None:
    assert set(Contact.objects.visible_to(cast.anna)) == {cast.eva}
    lonely = Contact.objects.create(full_name="Ensam")
    assert lonely not in Contact.objects.visible_to(cast.anna)
    assert lonely in Contact.objects.visible_to(cast.ada)


def test_a_reader_sees_the_team_and_changes_nothing(cast: Cast) -> None:
    assert cast.akero in Account.objects.visible_to(cast.rut)
    assert not Account.objects.editable_by(cast.rut).exists()
    assert not Deal.objects.editable_by(cast.rut).exists()


def test_colleagues_are_those_of_the_own_line(cast: Cast) -> None:
    assert set(User.objects.visible_to(cast.anna)) == {
        cast.anna,
        cast.arvid,
        cast.rut,
        cast.hedda,
    }
    assert set(Team.objects.visible_to(cast.anna)) == {cast.team_a, cast.region}


@pytest.mark.parametrize("model", [Account, Contact, Deal])
def test_the_administrator_sees_all(cast: Cast, model: type[Account]) -> None:
    assert model.objects.visible_to(cast.ada).count() == model.objects.count()
