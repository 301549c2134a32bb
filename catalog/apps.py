from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common import navigation
from crm.common.navigation import NavItem


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalog")

    def ready(self) -> None:
        from catalog.lists import declare  # models cannot be imported before

        declare()
        navigation.add(
            NavItem("catalog:product_list", _("Products"), icon="package", order=50, keys="r")
        )
