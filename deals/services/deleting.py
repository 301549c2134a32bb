from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from crm.common.events import publish
from deals.events import DealsDeleted
from deals.models import Deal
from deals.services.checks import locked_deals
from users.models import User


@transaction.atomic
def delete_deals(pks: Collection[int], *, by: User | None, at: datetime, route: str) -> list[int]:
    """Mark them deleted; undo brings them back. Raises PermissionDenied as `move_deals`."""
    found = locked_deals(pks, by)
    Deal.objects.filter(pk__in=list(found)).update(deleted_at=at)
    publish(DealsDeleted(list(found), by.pk if by else None, at, route))
    return list(found)
