from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.common import navigation


class LeadConfig(AppConfig):
    name = "lead"
    verbose_name = _("Lead")

    def ready(self) -> None:
        navigation.add(
            navigation.NavItem(
                "lead:panel",
                _("Lead"),
                icon="adjustments-horizontal",
                order=70,
                keys="l",
                shown_to=lambda user: user.leads,
            )
        )
