"""Saved views; work on many records of a list, and exports."""

from crm.common.lists.models.views import DefaultView, PinnedView, SavedView, SavedViewQuerySet
from crm.common.lists.models.work import BulkJob, ExportFormat, ExportJob, Refusal, UndoJob, Work

__all__ = [
    "BulkJob",
    "DefaultView",
    "ExportFormat",
    "ExportJob",
    "PinnedView",
    "Refusal",
    "SavedView",
    "SavedViewQuerySet",
    "UndoJob",
    "Work",
]
