"""What people enter about a deal: its fields, its lines, and a step to another stage."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import account_chooser
from accounts.models import Account
from catalog.models import Product
from crm.common.currencies import currency_choices
from crm.common.fields import AmountField, ChooserField
from deals.models import Deal, DealLine, LostReason, Outcome, Stage
from deals.services import DealEdit, Move, NewDeal
from users.models import User

LINES = "lines"
MOST_LINES = 100


def _day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class DealForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    """Create and edit. What the person may choose is what the person may see."""

    account = account_chooser(
        required=False,
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("May be empty until an offer is made."),
    )
    value = AmountField(required=False, label=gettext_lazy("Value"))
    engaged_on = _day_field(required=False, label=gettext_lazy("Engaged"))
    expected_close_on = _day_field(required=False, label=gettext_lazy("Expected to close"))
    closed_on = _day_field(label=gettext_lazy("Closed"))
    lost_reason = forms.ChoiceField(choices=LostReason.choices, label=gettext_lazy("Reason"))
    lost_note = forms.CharField(required=False, max_length=300, label=gettext_lazy("Comment"))
    version = forms.IntegerField(widget=forms.HiddenInput)

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
        widgets = {"description": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, user: User, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.today = user, today
        self._offer_account()
        owners = User.objects.visible_to(user).who_may_own().values("pk")
        kept = Q(pk=self.instance.owner_id) if self.instance.pk else Q()
        _offer(self, "owner", User.objects.filter(Q(pk__in=owners) | kept).order_by("sort_key"))
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
        return _not_in_future(self.cleaned_data["engaged_on"], self.today)

    def clean_closed_on(self) -> date | None:
        return _not_in_future(self.cleaned_data["closed_on"], self.today)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        engaged, closed = values.get("engaged_on"), values.get("closed_on")
        if engaged and closed and closed < engaged:
            self.add_error("closed_on", _("A deal cannot close before it was engaged."))
        return values

    def edit(self, lines: list[DealLine]) -> DealEdit:
        values = dict(self.cleaned_data)
        values.pop("version")
        for name in ("account", "owner"):
            if name in values:
                record = values.pop(name)
                values[f"{name}_id"] = record.pk if record else None
        return DealEdit(self.instance.pk, values, lines)

    def new(self, lines: list[DealLine]) -> NewDeal:
        return NewDeal(Deal(**self.cleaned_data), lines, entered_on=self.today)

    def _offer_account(self) -> None:
        visible = Account.objects.visible_to(self.user)
        _offer(self, "account", visible)
        if self.instance.account_id and not visible.filter(pk=self.instance.account_id).exists():
            del self.fields["account"]  # it stays as it is, unnamed

    def _fit_to_new(self) -> None:
        for name in ("version", "closed_on", "lost_reason", "lost_note"):
            del self.fields[name]
        stages = Stage.objects.visible_to(self.user).open().select_related("pipeline")
        stages = stages.filter(pipeline__deleted_at=None)
        _offer(self, "stage", stages.order_by("pipeline__position", "position", "pk"))

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


class LineForm(forms.Form):
    product = forms.ModelChoiceField(
        Product.objects.none(), required=False, label=gettext_lazy("Product"), empty_label="–"
    )
    quantity = AmountField(places=3, required=False, label=gettext_lazy("Quantity"))
    unit_price = AmountField(places=4, required=False, label=gettext_lazy("Unit price"))

    def __init__(self, *args: Any, products: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ModelChoiceField[Product]", self.fields["product"])
        field.queryset = Product.objects.filter(pk__in=[pk for pk, _name in products])
        field.choices = [("", "–"), *products]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        named = values.get("product") or "product" in self.errors
        if not named and (values.get("quantity") or values.get("unit_price")):
            self.add_error("product", _("Which product is this line about?"))
        if values.get("quantity") == 0:
            self.add_error("quantity", _("A quantity must be greater than zero."))
        return values

    def line(self) -> DealLine:
        values = self.cleaned_data
        return DealLine(
            product=values["product"],
            quantity=values["quantity"] or 1,
            unit_price=values["unit_price"],
        )


class LineRows(BaseFormSet):  # type: ignore[type-arg] # no parameter at run time
    def lines(self) -> list[DealLine]:
        rows: list[LineForm] = self.forms
        return [row.line() for row in rows if row.cleaned_data.get("product")]


_LineSet = cast(
    "type[LineRows]",
    formset_factory(
        LineForm, formset=LineRows, extra=1, max_num=MOST_LINES, absolute_max=MOST_LINES
    ),
)


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
        data = _with_more_rows(data)
        self.deal = DealForm(data, instance=deal, user=user, today=today, initial=initial)
        lines = list(deal.lines.select_related("product")) if deal else []
        self.lines = _LineSet(
            data,
            prefix=LINES,
            initial=[_line_row(line) for line in lines],
            form_kwargs={"products": _products(user, lines)},
        )

    def is_valid(self) -> bool:
        return all([self.deal.is_valid(), self.lines.is_valid()])


class MoveForm(forms.Form):
    """A step to another stage of the deal's pipeline; the details matter when it closes."""

    to = forms.ModelChoiceField(Stage.objects.none(), widget=forms.HiddenInput)
    on = _day_field(required=False, label=gettext_lazy("On"))
    value = AmountField(required=False, label=gettext_lazy("Value at the end"))
    lost_reason = forms.ChoiceField(
        choices=[("", "–"), *LostReason.choices], required=False, label=gettext_lazy("Reason")
    )
    lost_note = forms.CharField(required=False, max_length=300, label=gettext_lazy("Comment"))

    def __init__(self, data: QueryDict | None, deal: Deal, to: str, today: date) -> None:
        super().__init__(data, initial={"to": to, "on": today, "value": deal.value})
        self.deal, self.today = deal, today
        stages = Stage.objects.filter(pipeline=deal.pipeline_id)
        _offer(self, "to", stages)
        self.stage = stages.filter(pk=int(to)).first() if to.isdecimal() else None
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self._fit()

    @property
    def loses(self) -> bool:
        return self.stage is not None and self.stage.outcome == Outcome.LOST

    def clean_on(self) -> date:
        return _not_in_future(self.cleaned_data["on"], self.today) or self.today

    def move(self) -> Move:
        values = self.cleaned_data
        return Move(
            values["to"],
            values["on"],
            lost_reason=values.get("lost_reason", ""),
            lost_note=values.get("lost_note", ""),
            value=values.get("value"),
        )

    def _fit(self) -> None:
        if self.stage is None or self.stage.outcome == Outcome.OPEN:
            del self.fields["value"]
        if self.loses:
            reason = cast(forms.ChoiceField, self.fields["lost_reason"])
            reason.required = True
        else:
            del self.fields["lost_reason"], self.fields["lost_note"]


def _not_in_future(day: date | None, today: date) -> date | None:
    if day and day > today:
        raise ValidationError(_("This day has not come yet."))
    return day


def _products(user: User, lines: list[DealLine]) -> list[tuple[int, str]]:
    """What is on sale, and what the deal has already."""
    on_sale = Product.objects.visible_to(user).on_sale().order_by("sort_key", "pk")
    offered = [(product.pk, product.name) for product in on_sale]
    known = {pk for pk, _name in offered}
    kept = {line.product_id: line.product.name for line in lines if line.product_id not in known}
    return [*offered, *kept.items()]


def _line_row(line: DealLine) -> dict[str, Any]:
    return {
        "product": line.product_id,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
    }


def _with_more_rows(data: QueryDict | None) -> QueryDict | None:
    """The button `more` asks for another empty line; it works without a script."""
    if data is None or "more" not in data:
        return data
    wider, total = data.copy(), f"{LINES}-TOTAL_FORMS"
    count = wider.get(total, "")
    wider[total] = str(min(int(count) + 1, MOST_LINES)) if count.isdecimal() else count
    return wider


def _offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    field = form.fields[name]
    if isinstance(field, ChooserField):
        field.queryset = rows
    elif isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.empty_label = "–"
