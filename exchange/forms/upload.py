"""The file, how it is read, and a mapping file for it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from crm.common.files import FileTooLargeError
from crm.common.uploads import MAX_UPLOAD, PrivateUpload
from exchange.mapping.json_text import read_json
from exchange.mapping.parse import parse_mapping
from exchange.mapping.schema import MappingError
from exchange.models import ImportJob, ImportKind
from exchange.readers.csv_table import SEPARATORS
from exchange.readers.encodings import STATED

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "iso-8859-1": "ISO 8859-1 (Latin-1)",
    "iso-8859-15": "ISO 8859-15 (Latin-9)",
}
RECOGNISE = gettext_lazy("recognise")


class UploadField(forms.FileField):
    """A complete file that is not too large."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, PrivateUpload) and upload.is_too_large:
            raise ValidationError(FileTooLargeError(MAX_UPLOAD).message)
        return upload


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file?"),
        choices=[(code, capfirst(label)) for code, label in ImportKind.choices],
        widget=forms.RadioSelect,
        initial=ImportKind.ACCOUNTS,
    )
    file = UploadField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file. If the upload broke off, start it again."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


class ReadingForm(forms.Form):
    """How the file is read; empty is as recognised."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    separator = forms.ChoiceField(label=gettext_lazy("Separator"), required=False)
    sheet = forms.CharField(label=gettext_lazy("Sheet"), required=False, max_length=100)

    def __init__(self, data: Any, job: ImportJob) -> None:
        super().__init__(data, initial=job.mapping.get("file", {}))
        if job.profile["format"] == "CSV":
            del self.fields["sheet"]
            names = [(code, ENCODINGS.get(code, code.upper())) for code in STATED]
            self._choose("encoding", names)
            self._choose("separator", list(SEPARATORS.items()))
        else:
            del self.fields["encoding"], self.fields["separator"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", RECOGNISE), *choices]

    def options(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class MappingFileForm(forms.Form):
    """A mapping as on the command line; everything wrong with it is told at once."""

    mapping = UploadField(
        label=gettext_lazy("Mapping file"),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def __init__(self, data: Any, files: Any, kind: str) -> None:
        super().__init__(data, files)
        self.kind = kind
        self.document: dict[str, Any] = {}

    def clean_mapping(self) -> Any:
        upload = self.cleaned_data["mapping"]
        try:
            self.document = read_json(upload.draft.path)
            parse_mapping(self.document, self.kind)
        except MappingError as error:
            raise ValidationError(error.faults) from error
        return upload
