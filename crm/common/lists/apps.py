from django.apps import AppConfig

from crm.common.events import subscribe


class ListsConfig(AppConfig):
    name = "crm.common.lists"
    label = "lists"

    def ready(self) -> None:
        from crm.common.lists.bulk.services import note_undo  # models cannot be imported before
        from crm.common.undo import ChangesUndone

        subscribe(ChangesUndone, note_undo)
