"""Parent companies make a tree: the database refuses a circle, whatever door would close it."""

import pgtrigger
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class NoCircle(pgtrigger.Trigger):
    """Looks at all that one statement changed; one transaction after the other.

    Forms, imports and the API ask before (accounts/services/tree.py); undo of an old change and
    what comes later end here.
    """

    name = "account_parents_make_no_circle"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("parent_id")  # type: ignore[no-untyped-call]
    condition = pgtrigger.Q(new__parent__isnull=False)
    declare = [("closed", "boolean")]
    func = """
        PERFORM pg_advisory_xact_lock(hashtextextended('accounts.tree', 0));
        WITH RECURSIVE above AS (
            SELECT id, parent_id FROM accounts_account WHERE id = NEW.parent_id
            UNION
            SELECT account.id, account.parent_id
            FROM accounts_account account JOIN above ON account.id = above.parent_id
        )
        SELECT EXISTS (SELECT FROM above WHERE id = NEW.id) INTO closed;
        IF closed THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation',
                CONSTRAINT = 'account_parents_make_no_circle',
                MESSAGE = 'an account would stand above itself';
        END IF;
        RETURN NULL;
    """
    violation_error_message: str | Promise = _(
        "A company would belong to its own subsidiary, so nothing was changed."
    )
