"""The lines of a deal as rows of one form."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Product
from crm.common.fields import AmountField
from deals.models import DealLine
from users.models import User

LINES = "lines"
MOST_LINES = 100


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


LineSet = cast(
    "type[LineRows]",
    formset_factory(
        LineForm, formset=LineRows, extra=1, max_num=MOST_LINES, absolute_max=MOST_LINES
    ),
)


def products(user: User, lines: list[DealLine]) -> list[tuple[int, str]]:
    """What is on sale, and what the deal has already."""
    on_sale = Product.objects.visible_to(user).on_sale().order_by("sort_key", "pk")
    offered = [(product.pk, product.name) for product in on_sale]
    known = {pk for pk, _name in offered}
    kept = {line.product_id: line.product.name for line in lines if line.product_id not in known}
    return [*offered, *kept.items()]


def line_row(line: DealLine) -> dict[str, Any]:
    return {
        "product": line.product_id,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
    }


def with_more_rows(data: QueryDict | None) -> QueryDict | None:
    """The button `more` asks for another empty line; it works without a script."""
    if data is None or "more" not in data:
        return data
    wider, total = data.copy(), f"{LINES}-TOTAL_FORMS"
    count = wider.get(total, "")
    if count.isdecimal() and len(count) < 6:
        wider[total] = str(min(int(count) + 1, MOST_LINES))
    return wider
