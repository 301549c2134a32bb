from types import GenericAlias

from django.apps import AppConfig
from django.forms import ModelForm

# `ModelForm[Account]` is how the types are written; Django itself knows it of managers only.
ModelForm.__class_getitem__ = classmethod(GenericAlias)  # type: ignore[attr-defined]


class CommonConfig(AppConfig):
    name = "crm.common"
    label = "common"
