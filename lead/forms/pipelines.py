"""A pipeline and its stages, one line each, in the order of their numbers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.models import Outcome, Pipeline, Stage
from deals.services import StageDraft, edition_of, used_stages

EMPTY_LINES = 2
MOST_STAGES = 30
NEW = [
    {"outcome": Outcome.OPEN, "probability": 10, "idle_days": 14},
    {"outcome": Outcome.OPEN, "probability": 50, "idle_days": 14},
    {"outcome": Outcome.WON, "probability": 100},
    {"outcome": Outcome.LOST, "probability": 0},
]


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class StageForm(forms.Form):
    """`stage` is the row that the line is about; a line without a name is no stage."""

    position = forms.IntegerField(label=gettext_lazy("Order"), min_value=1, max_value=999)
    name = forms.CharField(label=gettext_lazy("Stage"), max_length=120, required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Means"), choices=Outcome.choices)
    probability = forms.IntegerField(
        label=gettext_lazy("Probability, %"), min_value=0, max_value=100
    )
    idle_days = forms.IntegerField(
        label=gettext_lazy("Idle after, days"), min_value=1, max_value=999, required=False
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, *args: Any, stage: Stage | None, is_used: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False  # empty lines are no stages
        self.stage = stage
        if is_used:
            self.fields["outcome"].disabled = True
            del self.fields["remove"]
        elif stage is None:
            del self.fields["remove"]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if self.stage and not name:
            raise ValidationError(_("A stage needs a name."))
        return name

    def edit(self) -> StageDraft | None:
        values = self.cleaned_data
        if not values["name"] or values.get("remove"):
            return None
        return StageDraft(
            name=values["name"],
            outcome=Outcome(values["outcome"]),
            probability=values["probability"],
            idle_days=values["idle_days"],
            pk=self.stage.pk if self.stage else None,
        )


class PipelineForms:
    """The form of the name and one of each stage, with empty ones to add more."""

    def __init__(self, data: QueryDict | None, pipeline: Pipeline | None) -> None:
        self.pipeline = pipeline
        self.edition = edition_of(pipeline) if pipeline else 0
        initial = {"name": pipeline.name if pipeline else "", "edition": self.edition}
        self.name = NameForm(data, initial=initial)
        self.lines = list(self._lines(data))

    def _lines(self, data: QueryDict | None) -> list[StageForm]:
        stages = list(self.pipeline.stages.filter(deleted_at=None)) if self.pipeline else []
        used = used_stages(self.pipeline) if self.pipeline else set()
        lines = [
            StageForm(
                data,
                prefix=f"stage-{stage.pk}",
                initial=_values_of(stage),
                stage=stage,
                is_used=stage.pk in used,
            )
            for stage in sorted(stages, key=lambda stage: (stage.position, stage.pk))
        ]
        beginning = [{}] * EMPTY_LINES if self.pipeline else NEW
        for number, values in enumerate(beginning, start=1):
            line = {"position": len(stages) + number, "outcome": Outcome.OPEN, "probability": 50}
            first = {**line, **values}
            lines.append(
                StageForm(data, prefix=f"new-{number}", initial=first, stage=None, is_used=False)
            )
        return lines

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in (self.name, *self.lines)]
        return all(valid)

    @property
    def is_bound(self) -> bool:
        return self.name.is_bound

    def stages(self) -> list[StageDraft]:
        """As entered, in the order of the numbers; lines of one number stay as they stood."""
        ordered = sorted(self.lines, key=lambda line: line.cleaned_data["position"])
        return [edit for line in ordered if (edit := line.edit())]


def _values_of(stage: Stage) -> dict[str, Any]:
    names = ("position", "name", "outcome", "probability", "idle_days")
    return {name: getattr(stage, name) for name in names}
