from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common import navigation
from crm.common.events import subscribe
from exchange.rights import may_import


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        from crm.common.undo import ChangesUndone  # models cannot be imported before
        from exchange.demonstration.wiring import connect
        from exchange.services import note_undo

        connect()
        subscribe(ChangesUndone, note_undo)
        navigation.add(
            navigation.NavItem(
                "exchange:import_list",
                _("Import"),
                icon="file-import",
                order=75,
                shown_to=may_import,
            )
        )
