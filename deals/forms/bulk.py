"""What is asked before many deals are changed at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.common.lists.bulk.declared import BulkForm
from deals.forms.fields import day_field
from deals.models import LostReason, Outcome, Stage
from users.models import User


class OwnerForm(BulkForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Owner"))

    def offer(self) -> None:
        people = User.objects.visible_to(self.user).who_may_own()
        self.choose_from("owner", people.order_by("sort_key"))


class StageChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # no parameter at run time
    """Stages of several pipelines have the same names."""

    def label_from_instance(self, stage: Any) -> str:
        return f"{stage.pipeline} – {stage}"


class StageForm(BulkForm):
    to = StageChoice(Stage.objects.none(), label=gettext_lazy("New stage"))
    lost_reason = forms.ChoiceField(
        choices=[("", "–"), *LostReason.choices],
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when the new stage means lost."),
    )
    lost_note = forms.CharField(required=False, max_length=300, label=gettext_lazy("Comment"))

    def offer(self) -> None:
        stages = Stage.objects.visible_to(self.user).filter(pipeline__deleted_at=None)
        ordered = stages.select_related("pipeline").order_by("pipeline__position", "position")
        self.choose_from("to", ordered)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        stage = values.get("to")
        if stage and stage.outcome != Outcome.LOST:
            values["lost_reason"] = values["lost_note"] = ""
        elif stage and not values.get("lost_reason"):
            raise ValidationError({"lost_reason": _("Say why these deals were lost.")})
        return values


class ExpectedForm(BulkForm):
    expected_close_on = day_field(required=False, label=gettext_lazy("Expected to close"))
