"""Saved views as places to go to by name."""

from typing import Any

from crm.common.lists import registry
from crm.common.lists.models import SavedView
from crm.common.search.conditions import holding
from crm.common.search.keys import SearchKey
from crm.common.search.registry import Hit

MOST = 6


def views_named(user: Any, text: str) -> list[Hit]:
    """Views that the user sees whose names have all the words, the user's own first."""
    lists = {record_list.key: record_list for record_list in registry.every()}
    rows = SavedView.objects.visible_to(user).filter(list_key__in=lists)
    named = rows.alias(search_key=SearchKey("name")).filter(holding(text))
    return [
        Hit(
            "view",
            view.pk,
            view.name,
            str(lists[view.list_key].title),
            view.get_absolute_url(),
            icon="star",
        )
        for view in named.personal_first(user)[:MOST]
    ]
