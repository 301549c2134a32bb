"""How numbers and dates are written, in which unit, and what fills the gaps of the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.mapping.document import texts_of
from exchange.mapping.fields import KINDS, FieldSpec, Type
from exchange.mapping.placeholders import faults_in
from exchange.models import ImportJob
from exchange.profiling import MARKS, PATTERNS
from exchange.wording import field_label

PATTERNED = {"name", "full_name", "sort_name", "email", "description", "notes"}
PATTERN_FIELDS = 2
ASKED = gettext_lazy("recognise; refuse what has two readings")
NUMBER = "1{}234{}5"
UNITS = (
    ("", gettext_lazy("as they stand")),
    ("1000", gettext_lazy("thousands")),
    ("1000000", gettext_lazy("millions")),
    ("0.01", gettext_lazy("hundredths")),
)
NO_DEFAULT = {"external_id", "org_number", "vat_number", "team", "head", "parent", "pipeline"}


@dataclass(frozen=True)
class DetailRow:
    """A field with the value it gets where the file has none, or the patterns that make one."""

    label: str
    is_required: bool
    has_column: bool
    default: BoundField | None
    patterns: list[BoundField]


class DetailsForm(forms.Form):
    numbers = forms.ChoiceField(label=gettext_lazy("Numbers are written"), required=False)
    dates = forms.CharField(
        label=gettext_lazy("Dates are written"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "date-patterns", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, job: ImportJob) -> None:
        self.document = job.mapping
        self.kind = KINDS[job.kind]
        self.columns = job.mapping.get("columns", {})
        super().__init__(data)
        self._add_forms_of_numbers()
        for spec in self._used(Type.AMOUNT):
            self.fields[f"multiply-{spec.name}"] = self._unit(spec)
        for spec in self.kind.fields.values():
            if spec.name not in NO_DEFAULT:
                self.fields[f"default-{spec.name}"] = self._default(spec)
            for at in range(self._patterns_of(spec)):
                self.fields[f"pattern-{spec.name}-{at}"] = self._pattern(spec, at)

    def _used(self, kind: Type) -> list[FieldSpec]:
        fields = self.kind.fields.values()
        return [spec for spec in fields if spec.type == kind and spec.name in self.columns]

    def _add_forms_of_numbers(self) -> None:
        stated = self.document.get("numbers", {})
        marks = _marks_code(stated.get("decimal", ""), stated.get("group", ""))
        choices = [("", ASKED), *((_marks_code(*pair), _example(*pair)) for pair in MARKS)]
        if marks not in dict(choices):
            choices.append((marks, _example(stated["decimal"], stated.get("group", ""))))
        field = self.fields["numbers"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        field.initial = marks
        self.fields["dates"].initial = self.document.get("dates", PATTERNS[0])
        if not self._used(Type.AMOUNT) and not self._used(Type.INTEGER):
            del self.fields["numbers"]
        if not self._used(Type.DATE):
            del self.fields["dates"]

    def _unit(self, spec: FieldSpec) -> forms.ChoiceField:
        initial = str(self.document.get("multiply", {}).get(spec.name, ""))
        choices = [(code, str(text)) for code, text in UNITS]
        if initial not in dict(UNITS):
            choices.append((initial, f"× {initial}"))
        return forms.ChoiceField(
            label=_("%(field)s: amounts are in") % {"field": capfirst(field_label(spec.name))},
            choices=choices,
            initial=initial,
            required=False,
        )

    def _default(self, spec: FieldSpec) -> forms.Field:
        initial = str(self.document.get("defaults", {}).get(spec.name, ""))
        label = _("%(field)s, if missing") % {"field": capfirst(field_label(spec.name))}
        choices = spec.choices() if spec.choices else []
        if spec.type == Type.BOOLEAN:
            choices = [("true", _("yes")), ("false", _("no"))]
        if choices:
            named = {text.casefold(): code for code, text in choices}
            return forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "–"), *choices],
                initial=named.get(initial.casefold(), initial),
            )
        return forms.CharField(label=label, required=False, max_length=200, initial=initial)

    def _patterns_of(self, spec: FieldSpec) -> int:
        has = self.document.get("templates", {}).get(spec.name)
        if has:
            return max(PATTERN_FIELDS, len(texts_of(has)))
        may_have = spec.name in PATTERNED and spec.name not in self.columns
        return PATTERN_FIELDS if may_have else 0

    def _pattern(self, spec: FieldSpec, at: int) -> forms.CharField:
        texts = texts_of(self.document.get("templates", {}).get(spec.name))
        text = _("%(field)s, or by pattern") if at else _("%(field)s, by pattern")
        return forms.CharField(
            label=text % {"field": capfirst(field_label(spec.name))},
            required=False,
            max_length=200,
            initial=texts[at] if at < len(texts) else "",
        )

    def clean(self) -> dict[str, Any]:
        allowed = self.kind.placeholders - set(self._templates())
        for name, value in list(self.cleaned_data.items()):
            if name.startswith("pattern-") and value:
                for fault in faults_in(value, allowed):
                    self.add_error(name, ValidationError(fault))
        return self.cleaned_data

    def reading(self) -> list[BoundField]:
        """The forms of numbers and dates, and the units."""
        return [
            self[name] for name in self.fields if not name.startswith(("default-", "pattern-"))
        ]

    def gaps(self) -> list[DetailRow]:
        """Fields without a column, those that must be filled first."""
        rows = [row for row in self._rows() if not row.has_column]
        return sorted(rows, key=lambda row: (not row.is_required, not row.patterns))

    def filled(self) -> list[DetailRow]:
        return [row for row in self._rows() if row.has_column]

    def _rows(self) -> Iterator[DetailRow]:
        for spec in self.kind.fields.values():
            default = f"default-{spec.name}"
            patterns = [name for name in self.fields if _is_pattern_of(name, spec.name)]
            if default in self.fields or patterns:
                yield DetailRow(
                    field_label(spec.name),
                    spec.required,
                    spec.name in self.columns,
                    self[default] if default in self.fields else None,
                    [self[name] for name in patterns],
                )

    def sections(self) -> dict[str, Any]:
        """As in a mapping."""
        values = self.cleaned_data
        decimal, _bar, group = values.get("numbers", "").partition("|")
        marks = {"decimal": decimal, "group": group} if decimal else {}
        return {
            "numbers": marks if "numbers" in self.fields else self.document.get("numbers", {}),
            "dates": values.get("dates", self.document.get("dates", "")),
            "multiply": self._given("multiply-"),
            "defaults": self._given("default-") | self._untouched("defaults", NO_DEFAULT),
            "templates": self._templates(),
        }

    def _given(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }

    def _untouched(self, section: str, names: set[str]) -> dict[str, str]:
        """What a mapping file said of fields that this form does not show."""
        said = self.document.get(section, {})
        return {name: value for name, value in said.items() if name in names}

    def _templates(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for spec in self.kind.fields.values():
            names = [name for name in self.fields if _is_pattern_of(name, spec.name)]
            texts = [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]
            if texts:
                found[spec.name] = texts
        return found


def _is_pattern_of(name: str, field: str) -> bool:
    return name.startswith("pattern-") and name.rpartition("-")[0] == f"pattern-{field}"


def _marks_code(decimal: str, group: str) -> str:
    return f"{decimal}|{group}" if decimal else ""


def _example(decimal: str, group: str) -> str:
    return NUMBER.format(group, decimal)
