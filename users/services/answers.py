"""A request that a program sends again is answered again, and carried out once."""

from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.errors import LockNotAvailable

from crm.common.errors import BusinessRuleError
from users.models.answer import KeptAnswer
from users.models.user import User

KEPT_FOR = timedelta(hours=24)
PATIENCE = "10s"


def claim_answer(user: User, key: str, fingerprint: str) -> KeptAnswer:
    """The answer to an earlier request with this key, or a new row without a status.

    Another request with the key, still in progress in its transaction, is waited for.
    Raises BusinessRuleError when it takes too long.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("claim_answer needs a transaction.")
    new = KeptAnswer(user=user, key=key, fingerprint=fingerprint)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    try:
        KeptAnswer.objects.bulk_create([new], ignore_conflicts=True)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise BusinessRuleError(
            _("The first request with this key is still in progress.")
        ) from error
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return KeptAnswer.objects.get(user=user, key=key)


def keep_answer(answer: KeptAnswer, status: int, headers: dict[str, str], body: str) -> None:
    KeptAnswer.objects.filter(pk=answer.pk).update(status=status, headers=headers, body=body)


def forget_answers(*, at: datetime) -> int:
    """Those older than a day; answers how many they were."""
    gone, _by_model = KeptAnswer.objects.filter(created_at__lt=at - KEPT_FOR).delete()
    return gone
