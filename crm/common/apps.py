import gc

from django.apps import AppConfig

NEW_OBJECTS = 10_000


class CommonConfig(AppConfig):
    name = "crm.common"
    label = "common"

    def ready(self) -> None:
        """Python looks for dead circles every 700 new objects, which a list of rows has at once: a
        quarter of an import's time.
        """
        gc.set_threshold(NEW_OBJECTS)
