from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common import navigation


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        navigation.add(
            navigation.NavItem(
                "reports:home", _("Home"), icon="home", order=1, keys="h", on_phone=True
            )
        )
        navigation.add(
            navigation.NavItem(
                "reports:index", _("Reports"), icon="report-analytics", order=60, keys="m"
            )
        )
