"""What the doors of all lists share."""

from django.http import Http404

from crm.common.lists import registry
from crm.common.lists.declared import RecordList


def declared_list(key: str) -> RecordList:
    """404 for a list that does not exist."""
    found = registry.find(key)
    if found is None:
        raise Http404
    return found
