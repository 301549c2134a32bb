"""What people may do, and how pages look to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MANAGER = "manager", _("account manager")
    HEAD = "head", _("sales head")
    ADMIN = "admin", _("administrator")
    READ_ONLY = "read_only", _("read-only")


class Theme(models.TextChoices):
    SYSTEM = "system", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")
