"""Gathers the words of all names anew, without those of names that are gone."""

from typing import Any

from django.core.management.base import BaseCommand

from crm.common.search.vocabulary import rebuild_words


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild_words()
