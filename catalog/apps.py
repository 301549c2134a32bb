from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common import navigation
from crm.common.navigation import NavItem


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalog")

    def ready(self) -> None:
        from catalog import search  # models cannot be imported before
        from catalog.lists import declare

        declare()
        search.connect()
        navigation.add(
            NavItem(
                "catalog:product_list",
                _("Products"),
                icon="package",
                order=50,
                keys="r",
                query="view=default",
            )
        )
