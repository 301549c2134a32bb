"""What people enter about an account."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.choosers import account_chooser
from accounts.forms.duplicates import accounts_of_name, already_here, refuse_taken_number
from accounts.identifiers import check_org_number
from accounts.models import Account, Lifecycle, MemberRole, Sector, Source
from accounts.normal import normal_vat_number, normal_website
from accounts.services import AccountValues, Step
from crm.common.currencies import country_choices, currency_choices
from crm.common.fields import AmountField, ChooserField, LinesField
from users.models import Team, User

NOT_VALUES = frozenset({"version", "new_sector", "add_anyway"})


class AccountForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    """Create and edit. What the person may choose is what the person may see."""

    parent = account_chooser(required=False, label=gettext_lazy("Parent company"))
    new_sector = forms.CharField(
        required=False, max_length=120, label=gettext_lazy("Or a new sector")
    )
    annual_revenue = AmountField(required=False, label=gettext_lazy("Annual revenue"))
    website = forms.CharField(required=False, max_length=300, label=gettext_lazy("Website"))
    version = forms.IntegerField(widget=forms.HiddenInput)
    add_anyway = forms.BooleanField(
        required=False, label=gettext_lazy("It is another one: add it anyway")
    )

    class Meta:
        model = Account
        fields = [
            "name",
            "org_number",
            "vat_number",
            "lifecycle",
            "owner",
            "team",
            "parent",
            "sector",
            "source",
            "country",
            "city",
            "website",
            "employees",
            "annual_revenue",
            "currency",
            "founded_year",
            "description",
        ]
        field_classes = {"description": LinesField}

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self._offer_codes()
        self._offer_people()
        self._offer_records()
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            for name in ("lifecycle", "add_anyway"):
                del self.fields[name]
        else:
            del self.fields["version"]
            self.fields["add_anyway"].widget = forms.HiddenInput()

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_vat_number(self) -> str:
        return normal_vat_number(self.cleaned_data["vat_number"], self.data.get("country", ""))

    def clean_website(self) -> str:
        return normal_website(self.cleaned_data["website"])

    def clean_org_number(self) -> str:
        text = self.cleaned_data["org_number"]
        if not text.strip():
            return ""
        number = check_org_number(text, self.data.get("country", ""))
        refuse_taken_number(number, self.user, self.instance.pk)
        return number

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("parent") and values["parent"].pk == self.instance.pk:
            self.add_error("parent", _("An account cannot be its own parent."))
        if not self.instance.pk and values.get("name") and not values.get("add_anyway"):
            self._warn_of_name(values["name"])
        return values

    def values(self) -> AccountValues:
        """What the services take, without what the form alone needs."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in NOT_VALUES}
        return cast(AccountValues, kept)

    def _warn_of_name(self, name: str) -> None:
        if same := accounts_of_name(name, self.user):
            self.fields["add_anyway"].widget = forms.CheckboxInput()
            self.add_error("name", already_here(same))

    def _offer_codes(self) -> None:
        empty = [("", "–")]
        self.fields["source"] = forms.ChoiceField(
            choices=[*empty, *Source.choices], required=False, label=_("Source")
        )
        self.fields["country"] = forms.ChoiceField(
            choices=[*empty, *country_choices()], required=False, label=_("Country")
        )
        self.fields["currency"] = forms.ChoiceField(
            choices=currency_choices(), label=_("Currency")
        )

    def _offer_people(self) -> None:
        owners = User.objects.visible_to(self.user).who_may_own()
        offered = User.objects.filter(Q(pk__in=owners) | Q(pk=self.instance.owner_id))
        _offer(self, "owner", offered.order_by("sort_key"))
        self.fields["owner"].required = not self.user.leads
        teams = Team.objects.visible_to(self.user).values("pk")
        own = Team.objects.filter(Q(pk__in=teams) | Q(pk=self.instance.team_id))
        _offer(self, "team", own.order_by("sort_key"))
        self.fields["team"].help_text = _("Empty: the team of the account manager.")

    def _offer_records(self) -> None:
        _offer(self, "sector", Sector.objects.visible_to(self.user).order_by("sort_key"))
        if not self.user.leads:
            del self.fields["new_sector"]
        visible = Account.objects.visible_to(self.user)
        parents = Account.objects.filter(pk=self.instance.parent_id or 0)
        if parents.exclude(pk__in=visible).exists():
            del self.fields["parent"]  # it stays as it is, unnamed
        else:
            _offer(self, "parent", visible)


class LifecycleForm(forms.Form):
    to = forms.ChoiceField()
    on = forms.DateField(
        label=gettext_lazy("Since"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None, account: Account, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today
        others = [item for item in Lifecycle.choices if item[0] != account.lifecycle]
        self.fields["to"] = forms.ChoiceField(choices=[("", "–"), *others], label=_("New state"))
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet."))
        return day

    def step(self) -> Step:
        values = self.cleaned_data
        return Step(Lifecycle(values["to"]), values["on"], values["reason"])


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Colleague"))
    role = forms.ChoiceField(
        choices=MemberRole.choices, initial=MemberRole.COLLEAGUE, label=gettext_lazy("Role")
    )

    def __init__(self, data: QueryDict | None, account: Account, user: User) -> None:
        super().__init__(data)
        colleagues = User.objects.visible_to(user).active().exclude(pk=account.owner_id or 0)
        _offer(self, "user", colleagues.order_by("sort_key"))


def _offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    field = form.fields[name]
    if isinstance(field, ChooserField):
        field.queryset = rows
    elif isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.empty_label = "–"
