"""A step to another stage."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from crm.common.fields import AmountField
from crm.common.record_keys import key_in
from deals.forms.fields import day_field, not_in_future, offer
from deals.models import Deal, LostReason, Outcome, Stage
from deals.rules import refusal_of_move
from deals.services import Move


class MoveForm(forms.Form):
    """A step to another stage of the deal's pipeline; the details matter when it closes."""

    to = forms.ModelChoiceField(Stage.objects.none(), widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    on = day_field(required=False, label=gettext_lazy("On"))
    value = AmountField(required=False, label=gettext_lazy("Value at the end"))
    lost_reason = forms.ChoiceField(
        choices=[("", "–"), *LostReason.choices], required=False, label=gettext_lazy("Reason")
    )
    lost_note = forms.CharField(required=False, max_length=300, label=gettext_lazy("Comment"))

    def __init__(self, data: QueryDict | None, deal: Deal, to: str, today: date) -> None:
        super().__init__(data, initial={"to": to, "on": today, "value": deal.value})
        self.deal, self.today = deal, today
        stages = Stage.objects.filter(pipeline=deal.pipeline_id)
        offer(self, "to", stages)
        self.stage = stages.filter(pk=key_in(to) or 0).first()
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self._fit()

    @property
    def loses(self) -> bool:
        return self.stage is not None and self.stage.outcome == Outcome.LOST

    def clean_on(self) -> date:
        return not_in_future(self.cleaned_data["on"], self.today) or self.today

    def clean(self) -> dict[str, Any]:
        """The rules are told here, beside the fields; the service has the last word."""
        values = self.cleaned_data
        if self.errors:
            return values
        asked = replace(self.move(), seen=None)  # somebody else was quicker: no mistake in here
        if why := refusal_of_move(self.deal, asked, self.today):
            raise ValidationError(why)
        return values

    def move(self) -> Move:
        values = self.cleaned_data
        return Move(
            values["to"],
            values["on"],
            lost_reason=values.get("lost_reason", ""),
            lost_note=values.get("lost_note", ""),
            value=values.get("value"),
            seen=values.get("seen"),
        )

    def _fit(self) -> None:
        if self.stage is None or self.stage.outcome == Outcome.OPEN:
            del self.fields["value"]
        if self.loses:
            reason = cast(forms.ChoiceField, self.fields["lost_reason"])
            reason.required = True
        else:
            del self.fields["lost_reason"], self.fields["lost_note"]
