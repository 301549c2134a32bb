"""What people enter about a deal: its fields and its lines."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import account_chooser
from accounts.models import Account
from crm.common.currencies import currency_choices
from crm.common.fields import AmountField, LinesField
from deals.drafts import fingerprint
from deals.forms.fields import day_field, not_in_future, offer
from deals.forms.lines import LINES, LineSet, line_row, products, with_more_rows
from deals.models import Deal, DealLine, LostReason, Outcome, Stage
from deals.services import DealEdit, NewDeal
from users.models import User


class DealForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    """Create and edit. What the person may choose is what the person may see."""

    account = account_chooser(
        required=False,
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("May be empty until an offer is made."),
    )
    value = AmountField(required=False, label=gettext_lazy("Value"))
    engaged_on = day_field(required=False, label=gettext_lazy("Engaged"))
    expected_close_on = day_field(required=False, label=gettext_lazy("Expected to close"))
    closed_on = day_field(label=gettext_lazy("Closed"))
    lost_reason = forms.ChoiceField(choices=LostReason.choices, label=gettext_lazy("Reason"))
    lost_note = forms.CharField(required=False, max_length=300, label=gettext_lazy("Comment"))
    version = forms.IntegerField(widget=forms.HiddenInput)
    lines_seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Deal
        fields = [
            "name",
            "account",
            "owner",
            "stage",
            "value",
            "currency",
            "probability",
            "engaged_on",
            "expected_close_on",
            "description",
        ]
        field_classes = {"description": LinesField}

    def __init__(self, *args: Any, user: User, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.today = user, today
        self._offer_account()
        owners = User.objects.visible_to(user).who_may_own().values("pk")
        kept = Q(pk=self.instance.owner_id) if self.instance.pk else Q()
        offer(self, "owner", User.objects.filter(Q(pk__in=owners) | kept).order_by("sort_key"))
        self.fields["currency"] = forms.ChoiceField(
            choices=currency_choices(), label=_("Currency")
        )
        if self.instance.pk:
            self._fit_to_existing()
        else:
            self._fit_to_new()

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_engaged_on(self) -> date | None:
        return not_in_future(self.cleaned_data["engaged_on"], self.today)

    def clean_closed_on(self) -> date | None:
        return not_in_future(self.cleaned_data["closed_on"], self.today)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        engaged, closed = values.get("engaged_on"), values.get("closed_on")
        if engaged and closed and closed < engaged:
            self.add_error("closed_on", _("A deal cannot close before it was engaged."))
        return values

    def edit(self, lines: list[DealLine]) -> DealEdit:
        values = dict(self.cleaned_data)
        values.pop("version")
        seen = values.pop("lines_seen")
        for name in ("account", "owner"):
            if name in values:
                record = values.pop(name)
                values[f"{name}_id"] = record.pk if record else None
        return DealEdit(self.instance.pk, values, lines, seen)

    def new(self, lines: list[DealLine]) -> NewDeal:
        return NewDeal(Deal(**self.cleaned_data), lines, entered_on=self.today)

    def _offer_account(self) -> None:
        visible = Account.objects.visible_to(self.user)
        offer(self, "account", visible)
        if self.instance.account_id and not visible.filter(pk=self.instance.account_id).exists():
            del self.fields["account"]  # it stays as it is, unnamed

    def _fit_to_new(self) -> None:
        for name in ("version", "lines_seen", "closed_on", "lost_reason", "lost_note"):
            del self.fields[name]
        stages = Stage.objects.visible_to(self.user).open().select_related("pipeline")
        stages = stages.filter(pipeline__deleted_at=None)
        offer(self, "stage", stages.order_by("pipeline__position", "position", "pk"))

    def _fit_to_existing(self) -> None:
        del self.fields["stage"]
        self.fields["version"].initial = self.instance.version
        outcome = self.instance.outcome
        gone = {
            Outcome.OPEN: ("closed_on", "lost_reason", "lost_note"),
            Outcome.WON: ("lost_reason", "lost_note"),
        }
        for name in gone.get(Outcome(outcome), ()):
            del self.fields[name]
        for name in ("closed_on", "lost_reason", "lost_note"):
            if name in self.fields:
                self.fields[name].initial = getattr(self.instance, name)


class DealForms:
    """The fields and the lines as one form. `data` may ask for one more empty line by `more`."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        user: User,
        today: date,
        deal: Deal | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        data = with_more_rows(data)
        self.deal = DealForm(data, instance=deal, user=user, today=today, initial=initial)
        lines = list(deal.lines.select_related("product")) if deal else []
        if deal:
            self.deal.fields["lines_seen"].initial = fingerprint(lines)
        self.lines = LineSet(
            data,
            prefix=LINES,
            initial=[line_row(line) for line in lines],
            form_kwargs={"products": products(user, lines)},
        )

    def is_valid(self) -> bool:
        return all([self.deal.is_valid(), self.lines.is_valid()])
