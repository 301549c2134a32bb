from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common import navigation


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messaging")

    def ready(self) -> None:
        import_module("messaging.handlers").listen()
        navigation.add(
            navigation.NavItem(
                "messaging:outbox_list",
                _("Outbox"),
                icon="mail",
                order=80,
                shown_to=lambda user: user.is_admin,
            )
        )
