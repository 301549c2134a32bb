from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "crm.common.search"
    label = "search"
