"""Rules that were broken, told in words that the person at the screen can act on."""

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext as _


class BusinessRuleError(Exception):
    """A change that a rule forbids. The edge answers 409 with this text; doors do not catch it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StaleVersionError(BusinessRuleError):
    """Somebody saved the record after this person opened it. Carries the record as it is now."""

    def __init__(self, current: Model) -> None:
        super().__init__(
            _("“%(record)s” was changed by someone else after you opened it.")
            % {"record": current}
        )
        self.current = current


class AlreadyHereError(BusinessRuleError):
    """What is to be added is there. `records` are those that this person may know of."""

    def __init__(self, records: Sequence[Model]) -> None:
        super().__init__(_("This is here already."))
        self.records = records
