"""What a person decides about the own pages."""

from django.db import transaction

from crm.common.versions import lock_version
from users.models import User

PREFERENCES = ("full_name", "language", "time_zone", "theme", "single_keys")


@transaction.atomic
def save_preferences(person: User, *, version: int) -> None:
    """Keep the preferences as entered, and no other field of the person.

    Raises StaleVersionError when the person was changed since.
    """
    lock_version(User.objects.all(), person.pk, version)
    person.save(update_fields=PREFERENCES)
