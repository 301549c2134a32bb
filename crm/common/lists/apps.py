from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "crm.common.lists"
    label = "lists"
