from django.apps import AppConfig

from crm.common.events import subscribe
from crm.common.search.registry import add_places


class ListsConfig(AppConfig):
    name = "crm.common.lists"
    label = "lists"

    def ready(self) -> None:
        from crm.common.lists.bulk.services import note_undo  # models cannot be imported before
        from crm.common.lists.saved.search import views_named
        from crm.common.undo import ChangesUndone

        subscribe(ChangesUndone, note_undo)
        add_places("views", views_named)
