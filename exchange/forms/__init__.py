"""The forms by which an import is prepared, step by step."""

from exchange.forms.columns import ColumnsForm
from exchange.forms.declaring import DeclareForms
from exchange.forms.details import DetailsForm
from exchange.forms.replacing import ProblemsForm, RulesForm
from exchange.forms.upload import MappingFileForm, ReadingForm, UploadForm

__all__ = [
    "ColumnsForm",
    "DeclareForms",
    "DetailsForm",
    "MappingFileForm",
    "ProblemsForm",
    "ReadingForm",
    "RulesForm",
    "UploadForm",
]
