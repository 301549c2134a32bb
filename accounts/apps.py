from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common import navigation
from crm.common.navigation import NavItem


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import search  # models cannot be imported before
        from accounts.lists import declare

        declare()
        search.connect()
        navigation.add(
            NavItem(
                "accounts:account_list",
                _("Accounts"),
                icon="building",
                order=20,
                keys="k",
                query="view=default",
                on_phone=True,
            )
        )
        navigation.add(
            NavItem(
                "accounts:contact_list",
                _("Contacts"),
                icon="users",
                order=30,
                keys="o",
                query="view=default",
            )
        )
