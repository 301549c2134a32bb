"""What else an import may create: teams, heads, parents, sectors, categories, a pipeline."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.common.matching import normal_name
from deals.models import Outcome
from exchange.mapping.declared import MAX_STAGES
from exchange.mapping.document import columns_of
from exchange.mapping.fields import KINDS
from exchange.models import ImportJob
from exchange.profiling import thaw
from exchange.queries import Known

FLAGS = {
    "teams": gettext_lazy("Create the teams that the file names, with their tree"),
    "heads": gettext_lazy("Create the sales heads that the file names, and give them that role"),
    "parents": gettext_lazy("Create parent companies that are neither in the file nor here yet"),
}
LISTS = {"sectors": "sector", "categories": "category"}
LIST_LABELS = {
    "sectors": gettext_lazy("Create these sectors"),
    "categories": gettext_lazy("Create these categories"),
}
MORE_LINES = 2
WON, LOST = {"won", "vunnen", "vunnet", "closed won"}, {"lost", "förlorad", "closed lost"}


class DeclareForm(forms.Form):
    """Flags and lists; a pipeline that is here already."""

    def __init__(self, data: Any, job: ImportJob, known: Known) -> None:
        super().__init__(data)
        self.job = job
        self.declared = job.mapping.get("declare", {})
        self.kinds = KINDS[job.kind].declares
        for name in FLAGS.keys() & self.kinds:
            initial = bool(self.declared.get(name))
            self.fields[name] = forms.BooleanField(
                label=FLAGS[name], required=False, initial=initial
            )
        for name in LISTS.keys() & self.kinds:
            self._offer(name, known)
        if "pipeline" in self.kinds:
            self.fields["pipeline"] = forms.ChoiceField(
                label=_("Put the deals into the pipeline"),
                required=False,
                choices=[("", "–"), *((name, name) for name in known.pipelines)],
                initial=job.mapping.get("defaults", {}).get("pipeline", ""),
            )

    def _offer(self, name: str, known: Known) -> None:
        """The values of the file that are not here yet, to be ticked; others to be typed."""
        here = {normal_name(one) for one in known.names}
        chosen = [str(one) for one in columns_of(self.declared.get(name))]
        in_file = _values(self.job, LISTS[name])
        offered = [text for text in in_file if normal_name(text) not in here]
        if offered:
            self.fields[name] = forms.MultipleChoiceField(
                label=LIST_LABELS[name],
                required=False,
                choices=[(text, text) for text in offered],
                initial=[one for one in chosen if one in offered],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields[f"{name}_more"] = forms.CharField(
            label=_("Others, one a line") if offered else LIST_LABELS[name],
            required=False,
            max_length=5_000,
            widget=forms.Textarea(attrs={"rows": 3}),
            initial="\n".join(one for one in chosen if one not in offered),
        )

    def sections(self) -> dict[str, Any]:
        values = self.cleaned_data
        found: dict[str, Any] = {name: True for name in FLAGS if values.get(name)}
        for name in LISTS.keys() & self.kinds:
            typed = [line.strip() for line in values.get(f"{name}_more", "").splitlines()]
            names = [*values.get(name, []), *filter(None, typed)]
            if names:
                found[name] = list(dict.fromkeys(names))
        return found


class PipelineForm(forms.Form):
    """A pipeline to be created; without a name none is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


class StageForm(forms.Form):
    """A line without a name is no stage."""

    name = forms.CharField(label=gettext_lazy("Stage"), max_length=120, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Means"), choices=Outcome.choices)
    probability = forms.IntegerField(
        label=gettext_lazy("Probability, %"), min_value=0, max_value=100, required=False
    )
    idle_days = forms.IntegerField(
        label=gettext_lazy("Idle after, days"), min_value=1, max_value=3650, required=False
    )

    def stage(self) -> dict[str, Any] | None:
        values = self.cleaned_data
        if not values["name"]:
            return None
        stage = {"name": values["name"], "kind": values["kind"]}
        for name in ("probability", "idle_days"):
            if values[name] is not None:
                stage[name] = values[name]
        if values["kind"] == Outcome.OPEN:
            stage.setdefault("probability", 50)
        else:
            stage.pop("probability", None)
        return stage


class DeclareForms:
    """All of it together."""

    def __init__(self, data: Any, job: ImportJob, known: Known) -> None:
        self.job = job
        self.main = DeclareForm(data, job, known)
        self.has_pipeline = "pipeline" in KINDS[job.kind].declares
        said = job.mapping.get("declare", {}).get("pipeline", {})
        self.pipeline = PipelineForm(data, prefix="new", initial={"name": said.get("name", "")})
        lines = said.get("stages") or _stages_of_file(job)
        lines = [*lines, *([{}] * MORE_LINES)][:MAX_STAGES] if self.has_pipeline else []
        self.stages = [
            StageForm(data, prefix=f"stage-{at}", initial={"kind": Outcome.OPEN, **line})
            for at, line in enumerate(lines)
        ]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]
        return all(valid)

    @property
    def forms(self) -> list[forms.Form]:
        return [self.main, self.pipeline, *self.stages]

    def sections(self) -> dict[str, Any]:
        """As in a mapping: `declare`, and the pipeline as a default."""
        declare = self.main.sections()
        defaults = dict(self.job.mapping.get("defaults", {}))
        if self.has_pipeline:
            defaults.pop("pipeline", None)
            name = self.pipeline.cleaned_data["name"]
            stages = [stage for form in self.stages if (stage := form.stage())]
            if name:
                declare["pipeline"] = {"name": name, "stages": stages}
            elif chosen := self.main.cleaned_data.get("pipeline"):
                defaults["pipeline"] = chosen
        return {"declare": declare, "defaults": defaults}


def _values(job: ImportJob, field: str) -> Sequence[str]:
    """The different texts that the file has for a field, by the rules for replacing."""
    profile = thaw(job.profile)
    rules = job.mapping.get("replace", {}).get(field, {})
    texts = []
    for name in columns_of(job.mapping.get("columns", {}).get(field)):
        column = profile.column(name)
        texts += [str(text) for text, _count in column.values] if column else []
    return list(dict.fromkeys(rules.get(text, text) for text in texts))


def _stages_of_file(job: ImportJob) -> list[dict[str, Any]]:
    """The stages that the file names, open ones first."""
    stages = [_stage(text) for text in _values(job, "stage")]
    order = [Outcome.OPEN, Outcome.WON, Outcome.LOST]
    stages.sort(key=lambda stage: order.index(stage["kind"]))
    opened = sum(stage["kind"] == Outcome.OPEN for stage in stages)
    for at, stage in enumerate(stages[:opened], start=1):
        stage["probability"] = round(100 * at / (opened + 1) / 10) * 10
    return stages


def _stage(text: str) -> dict[str, Any]:
    folded = normal_name(text)
    if folded in WON:
        return {"name": text, "kind": Outcome.WON}
    return {"name": text, "kind": Outcome.LOST if folded in LOST else Outcome.OPEN}
