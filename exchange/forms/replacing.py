"""Rules for replacing values: as a list, and beside the problems of a dry run."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.mapping.fields import KINDS
from exchange.models import ImportJob
from exchange.wording import field_label

EMPTY_LINES = 3
LONGEST = 200
REPLACEABLE = frozenset(
    {"unknown", "unknown_head", "ambiguous", "number", "date", "boolean", "email", "url", "phone"}
)


class RuleForm(forms.Form):
    """A line without a text is no rule; without a new text the cell is read as empty."""

    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False)
    old = forms.CharField(label=gettext_lazy("In the file"), max_length=LONGEST, required=False)
    new = forms.CharField(label=gettext_lazy("Read instead"), max_length=LONGEST, required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, data: Any, fields: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        choice = self.fields["field"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", "–"), *fields]
        if not self.initial:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("old") and not values.get("field"):
            self.add_error("field", _("In which field does this text stand?"))
        return values


class RulesForm:
    """All rules of a mapping, and empty lines for more."""

    def __init__(self, data: Any, job: ImportJob) -> None:
        columns = job.mapping.get("columns", {})
        names = [name for name in KINDS[job.kind].fields if name in columns]
        self.known = job.mapping.get("replace", {})
        fields = [(name, field_label(name)) for name in dict.fromkeys([*names, *self.known])]
        rules = [
            {"field": name, "old": old, "new": new}
            for name, section in self.known.items()
            for old, new in section.items()
        ]
        lines: list[dict[str, str]] = [*rules, *([{}] * EMPTY_LINES)]
        self.lines = [
            RuleForm(data, fields, prefix=f"rule-{at}", initial=line)
            for at, line in enumerate(lines)
        ]

    def is_valid(self) -> bool:
        valid = [line.is_valid() for line in self.lines]
        return all(valid)

    def rules(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for line in self.lines:
            values = line.cleaned_data
            if values["old"] and not values.get("remove"):
                found.setdefault(values["field"], {})[values["old"]] = values["new"]
        return found


@dataclass(frozen=True)
class ProblemRow:
    """A problem of a dry run; `name` is that of the input for what to read instead, if any."""

    label: str
    problem: dict[str, Any]
    name: str

    @property
    def more_rows(self) -> int:
        return int(self.problem["count"]) - len(self.problem["rows"])


def _name(problem: dict[str, Any]) -> str:
    """The same in every dry run: a page may be older than the report that it is held against."""
    text = f"{problem['field']}|{problem['text']}"
    return f"new-{sha256(text.encode()).hexdigest()[:16]}"


class ProblemsForm(forms.Form):
    """What to read instead of the values that stand in the way. The button of a row (`use`) takes
    the nearest known value for all its rows.
    """

    use = forms.CharField(required=False)

    def __init__(self, data: Any, job: ImportJob) -> None:
        super().__init__(data)
        self.columns = job.mapping.get("columns", {})
        self.problems: list[dict[str, Any]] = (job.report or {}).get("problems", [])
        for problem in self.problems:
            if self._is_replaceable(problem):
                self.fields[_name(problem)] = forms.CharField(required=False, max_length=LONGEST)

    def _is_replaceable(self, problem: dict[str, Any]) -> bool:
        in_file = problem["field"] in self.columns and problem["text"]
        return bool(in_file and problem["code"] in REPLACEABLE)

    def rows(self) -> Iterator[ProblemRow]:
        for problem in self.problems:
            name = _name(problem) if self._is_replaceable(problem) else ""
            yield ProblemRow(problem["column"] or field_label(problem["field"]), problem, name)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.rules():
            raise ValidationError(_("Say for at least one value what to read instead."))
        return self.cleaned_data

    def rules(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for problem in filter(self._is_replaceable, self.problems):
            name = _name(problem)
            is_pressed = self.cleaned_data.get("use") == name
            new = problem["nearest"] if is_pressed else self.cleaned_data.get(name)
            if new:
                found.setdefault(problem["field"], {})[problem["text"]] = new
        return found
