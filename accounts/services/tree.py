"""Parent companies: a tree, never a circle."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.events import AccountsChanged
from accounts.models import Account
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from users.models import User

_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM accounts_account WHERE id = %s
        UNION
        SELECT account.id, account.parent_id
        FROM accounts_account account JOIN above ON account.id = above.parent_id
    )
    SELECT EXISTS (SELECT FROM above WHERE id = %s)
"""


@transaction.atomic
def set_parent(
    account: Account, parent: Account | None, *, by: User, at: datetime, route: str
) -> None:
    """Raises BusinessRuleError when the parent is the account itself or stands below it."""
    if parent:
        refuse_cycle(account, parent)
    Account.objects.filter(pk=account.pk).update(parent=parent)
    publish(AccountsChanged([account.pk], by.pk, at, route))


def refuse_cycle(account: Account, parent: Account) -> None:
    """Holds a lock until the transaction ends, so changes of the tree happen one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts.tree', 0))")
        cursor.execute(_ABOVE, [parent.pk, account.pk])
        (stands_above,) = cursor.fetchone()
    if stands_above:
        raise BusinessRuleError(
            _("“%(parent)s” belongs to “%(account)s” already, so it cannot be its parent.")
            % {"parent": parent, "account": account}
        )
