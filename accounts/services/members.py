"""Colleagues who work on an account beside its owner."""

from django.db import transaction

from accounts.models import Account, AccountMember, MemberRole
from users.models import User


@transaction.atomic
def add_member(account: Account, user: User, role: MemberRole) -> AccountMember:
    """Let a colleague see and change the account; a second time changes the role."""
    member, _created = AccountMember.objects.update_or_create(
        account=account, user=user, defaults={"role": role}
    )
    return member


@transaction.atomic
def remove_member(account: Account, member_id: int) -> AccountMember | None:
    """The one removed, or None when there is none of this id on the account."""
    member = AccountMember.objects.filter(account=account, pk=member_id).first()
    if member:
        AccountMember.objects.filter(pk=member_id).delete()
    return member
