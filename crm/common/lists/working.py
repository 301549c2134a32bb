"""Long work on lists, one claimed row after the other, under a lease that a heartbeat renews."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import BadRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.common.constraints import broken_rules_to
from crm.common.errors import BusinessRuleError
from crm.common.jobs import JobState, LeaseLostError, Progress, heartbeat
from crm.common.lists.models import Work

logger = logging.getLogger("crm.lists")
Do: TypeAlias = Callable[[Any, Progress, datetime], None]


def work_on_next(model: type[Work], do: Do, *, at: datetime) -> bool:
    """Do the oldest job that is due; False when there is none. `do` calls `job.finish`."""
    lease = timedelta(seconds=settings.LIST_LEASE_SECONDS)
    claimed = model.objects.claim(1, lease=lease)
    if not claimed:
        return False
    job = claimed[0]
    refusals = broken_rules_to(lambda reason: give_up(job, reason, at=at))
    try:
        with translation.override(job.by.language), timezone.override(job.by.zone), refusals:
            refuse_departed(job)
            with heartbeat(job, lease) as progress:
                do(job, progress, at)
    except LeaseLostError:
        logger.warning("work taken over", extra={"job": str(job), "key": job.pk})
    except BadRequest as error:
        give_up(job, str(error), at=at)
    return True


def refuse_departed(job: Work) -> None:
    if not job.by.is_active:
        raise BusinessRuleError(_("This person no longer works here."))


def give_up(job: Work, reason: str, *, at: datetime) -> None:
    """A rule forbids it: trying again would not help."""
    values: dict[str, Any] = {"lease_until": None, "lease_token": None, "done_at": at}
    job.mine().update(state=JobState.DEAD, last_error=reason[:2000], **values)
