"""What heads and administrators enter about products, categories and exchange rates."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Category, ExchangeRate, Product
from catalog.services import ProductValues
from crm.common.currencies import base_currency, currency_choices
from crm.common.fields import AmountField, LinesField, RateField


class ProductForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    list_price = AmountField(places=4, required=False, label=gettext_lazy("List price"))
    new_category = forms.CharField(
        required=False, max_length=120, label=gettext_lazy("Or a new category")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Product
        fields = ["name", "category", "list_price", "currency", "is_active", "description"]
        field_classes = {"description": LinesField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"] = forms.ChoiceField(
            choices=currency_choices(), label=_("Currency")
        )
        category = self.fields["category"]
        if isinstance(category, forms.ModelChoiceField):
            category.queryset = Category.objects.order_by("sort_key")
            category.empty_label = "–"
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        else:
            del self.fields["version"]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Product.objects.filter(name__iexact=name).exclude(pk=self.instance.pk or 0)
        if others.exists():
            raise ValidationError(_("There is already a product of this name."))
        return name

    def values(self) -> ProductValues:
        names = self.Meta.fields
        return cast(ProductValues, {name: self.cleaned_data[name] for name in names})


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Category
        fields = ["name"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            self.fields["version"].required = True

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Category.objects.filter(name__iexact=name).exclude(pk=self.instance.pk or 0)
        if others.exists():
            raise ValidationError(_("There is already a category of this name."))
        return name


class RateForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    rate = RateField(places=8, label=gettext_lazy("Rate"))

    class Meta:
        model = ExchangeRate
        fields = ["currency", "day", "rate", "source"]
        widgets = {"day": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        base = base_currency()
        others = [choice for choice in currency_choices() if choice[0] != base]
        self.fields["currency"] = forms.ChoiceField(choices=others, label=_("Currency"))
        self.fields["rate"].help_text = _(
            "What one unit is worth in %(base)s, such as 11,2345."
        ) % {"base": base}
