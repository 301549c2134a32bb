from crm.common.lists.models.work import BulkJob, ExportFormat, ExportJob, Refusal, UndoJob, Work

__all__ = ["BulkJob", "ExportFormat", "ExportJob", "Refusal", "UndoJob", "Work"]
