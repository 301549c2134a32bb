from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common.search.registry import Command, add_command


class UsersConfig(AppConfig):
    name = "users"
    verbose_name = _("Users")

    def ready(self) -> None:
        add_command(Command("users:settings", _("Settings"), icon="settings"))
        add_command(Command("common:change_list", _("Recent changes"), icon="history"))
