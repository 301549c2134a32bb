"""A contact's places and addresses as the API reads and writes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Account, Affiliation, Contact, ContactPoint
from accounts.services import Address, Parts, Place
from crm.common.errors import BusinessRuleError
from users.models import User


def with_parts(contacts: QuerySet[Contact], user: User) -> QuerySet[Contact]:
    """With `places`, those that the user sees, and `addresses`."""
    seen = Affiliation.objects.visible_to(user).main_first()
    places: Any = Prefetch("affiliations", seen, to_attr="places")
    addresses: Any = Prefetch("points", ContactPoint.objects.used_first(), to_attr="addresses")
    return contacts.prefetch_related(places, addresses)


def parts_from(values: dict[str, Any], user: User, contact: Contact | None = None) -> Parts:
    """Takes the parts out of what was sent; parts that were not sent stay as they are."""
    places = values.pop("places", None)
    addresses = values.pop("addresses", None)
    if places is None and contact:
        rows = Affiliation.objects.editable_by(user).filter(contact=contact)
        kept = [Place(row.account, row.title, row.is_primary) for row in rows.select_related()]
    else:
        kept = _own(places or [], user, contact)
    if addresses is None and contact:
        lines = contact.points.used_first().values("kind", "value", "label", "is_primary")
        addresses = list(lines)
    return Parts(kept, [Address(**one) for one in addresses or []])


def _own(places: Sequence[Mapping[str, Any]], user: User, contact: Contact | None) -> list[Place]:
    """Places at organisations that one may not change stay as they are, and none is added there.

    Raises BusinessRuleError.
    """
    pks = [place["account"].pk for place in places]
    own = set(Account.objects.editable_by(user).filter(pk__in=pks).values_list("pk", flat=True))
    there = set(
        Affiliation.objects.visible_to(user)
        .filter(contact=contact)
        .values_list("account_id", flat=True)
    )
    if foreign := [one["account"] for one in places if one["account"].pk not in own | there]:
        raise BusinessRuleError(
            _("You may not add people to “%(account)s”.") % {"account": foreign[0]}
        )
    first = not any(place["is_primary"] for place in places)
    kept = [place for place in places if place["account"].pk in own]
    return [
        Place(one["account"], one["title"], one["is_primary"] or (first and at == 0))
        for at, one in enumerate(kept)
    ]
