"""Which column fills which field: a select a field, several where columns are joined."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exchange.mapping.document import columns_of
from exchange.mapping.fields import KINDS, FieldSpec, Type
from exchange.models import ImportJob
from exchange.profiling import FileProfile, thaw
from exchange.wording import field_label

JOINED = {"full_name": 2, "name": 2, "description": 2, "notes": 2}
PATH_STEPS = 3
SAMPLE_SHOWN = 30


@dataclass(frozen=True)
class ColumnRow:
    """One field: its name for people, and its selects."""

    label: str
    is_required: bool
    is_path: bool
    selects: list[BoundField]


class ColumnsForm(forms.Form):
    def __init__(self, data: Any, job: ImportJob) -> None:
        super().__init__(data)
        self.profile: FileProfile = thaw(job.profile)
        self.specs = list(KINDS[job.kind].fields.values())
        chosen = job.mapping.get("columns", {})
        choices = [("", "–"), *((name, self._told(name)) for name in self.profile.header)]
        for spec in self.specs:
            columns = columns_of(chosen.get(spec.name))
            for at in range(_selects(spec, columns)):
                self.fields[f"{spec.name}-{at}"] = forms.ChoiceField(
                    label=_label(spec, at),
                    choices=choices,
                    required=False,
                    initial=columns[at] if at < len(columns) else "",
                )

    def _told(self, name: str) -> str:
        """The column with what stands in it first."""
        column = self.profile.column(name)
        sample = column.samples[0] if column and column.samples else ""
        shown = f"{sample[:SAMPLE_SHOWN]}…" if len(sample) > SAMPLE_SHOWN else sample
        return f"{name} ({shown})" if shown else name

    def rows(self) -> Iterator[ColumnRow]:
        """Those that must be filled first."""
        for spec in sorted(self.specs, key=lambda one: not one.required):
            yield ColumnRow(
                field_label(spec.name), spec.required, spec.type == Type.PATH, self._bound(spec)
            )

    def _bound(self, spec: FieldSpec) -> list[BoundField]:
        return [self[name] for name in self.fields if name.rpartition("-")[0] == spec.name]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.columns():
            raise ValidationError(_("Choose a column for at least one field."))
        return self.cleaned_data

    def columns(self) -> dict[str, Any]:
        """As in a mapping: a column, or a list of columns."""
        found: dict[str, Any] = {}
        for spec in self.specs:
            names = [name for name in self.fields if name.rpartition("-")[0] == spec.name]
            chosen = [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]
            if chosen:
                found[spec.name] = chosen[0] if len(chosen) == 1 else chosen
        return found


def _selects(spec: FieldSpec, columns: list[str]) -> int:
    usual = PATH_STEPS if spec.type == Type.PATH else JOINED.get(spec.name, 1)
    return max(usual, len(columns))


def _label(spec: FieldSpec, at: int) -> str:
    label = capfirst(field_label(spec.name))
    if spec.type == Type.PATH:
        return _("%(field)s, level %(number)d from the top") % {"field": label, "number": at + 1}
    if at:
        return _("%(field)s, and then") % {"field": label}
    return f"{label} *" if spec.required else label
