"""What people enter about a contact: the person, the places at organisations, the addresses."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.choosers import account_chooser
from accounts.forms.duplicates import already_here, contacts_of_emails
from accounts.models import Account, Affiliation, Contact, ContactPoint, PointKind
from accounts.normal import normal_email, normal_point
from accounts.services import Address, ContactValues, Parts, Place
from crm.common.currencies import language_choices
from crm.common.fields import ChooserField, LinesField
from users.models import User

PLACES, ADDRESSES = "places", "addresses"
MOST_ROWS = 30


class ContactForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    version = forms.IntegerField(widget=forms.HiddenInput)
    add_anyway = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label=gettext_lazy("It is another person: add them anyway"),
    )

    class Meta:
        model = Contact
        fields = ["full_name", "sort_name", "language", "notes"]
        field_classes = {"notes": LinesField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "–"), *language_choices()]
        self.fields["language"] = forms.ChoiceField(
            choices=choices, required=False, label=_("Language")
        )
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            del self.fields["add_anyway"]
        else:
            del self.fields["version"]

    def clean_full_name(self) -> str:
        return " ".join(self.cleaned_data["full_name"].split())

    def values(self) -> ContactValues:
        names = ("full_name", "sort_name", "language", "notes")
        return cast(ContactValues, {name: self.cleaned_data[name] for name in names})

    def warn_of(self, same: list[Contact]) -> None:
        self.fields["add_anyway"].widget = forms.CheckboxInput()
        self.add_error(None, already_here(same))


class PlaceForm(forms.Form):
    account = account_chooser(query="?own=1", required=False, label=gettext_lazy("Organisation"))
    title = forms.CharField(required=False, max_length=200, label=gettext_lazy("Title"))
    is_primary = forms.BooleanField(required=False, label=gettext_lazy("Main organisation"))

    def __init__(self, *args: Any, accounts: QuerySet[Account], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["account"]
        if isinstance(field, ChooserField):
            field.queryset = accounts

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("title") and not values.get("account") and "account" not in self.errors:
            self.add_error("account", _("Which organisation is this title at?"))
        return values


class AddressForm(forms.Form):
    kind = forms.ChoiceField(choices=PointKind.choices, label=gettext_lazy("Kind"))
    value = forms.CharField(
        required=False, max_length=254, label=gettext_lazy("Address or number")
    )
    label = forms.CharField(required=False, max_length=60, label=gettext_lazy("Label"))
    is_primary = forms.BooleanField(required=False, label=gettext_lazy("Used first"))

    def clean_value(self) -> str:
        text: str = self.cleaned_data["value"].strip()
        if text:
            normal_point(self.cleaned_data.get("kind", PointKind.PHONE), text)
        return text


class PlaceRows(BaseFormSet):  # type: ignore[type-arg] # no parameter at run time
    def clean(self) -> None:
        places = self.filled()
        accounts = [values["account"].pk for values in places]
        if len(set(accounts)) < len(accounts):
            raise ValidationError(_("An organisation stands here twice."))
        if sum(values["is_primary"] for values in places) > 1:
            raise ValidationError(_("Only one organisation can be the main one."))

    def filled(self) -> list[dict[str, Any]]:
        rows: list[PlaceForm] = self.forms
        valid = [row.cleaned_data for row in rows if row.is_valid()]
        return [values for values in valid if values.get("account")]

    def places(self) -> list[Place]:
        rows = self.filled()
        first = not any(values["is_primary"] for values in rows)
        return [
            Place(values["account"], values["title"], values["is_primary"] or (first and at == 0))
            for at, values in enumerate(rows)
        ]


class AddressRows(BaseFormSet):  # type: ignore[type-arg] # no parameter at run time
    def addresses(self) -> list[Address]:
        all_rows: list[AddressForm] = self.forms
        rows = [row.cleaned_data for row in all_rows if row.cleaned_data.get("value")]
        return [
            Address(values["kind"], values["value"], values["label"], values["is_primary"])
            for values in rows
        ]


def _rows_of(form: type[forms.Form], rows: type[Any]) -> Any:
    return formset_factory(form, formset=rows, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


_PlaceSet = cast("type[PlaceRows]", _rows_of(PlaceForm, PlaceRows))
_AddressSet = cast("type[AddressRows]", _rows_of(AddressForm, AddressRows))


class ContactForms:
    """The three parts of the page as one form."""

    def __init__(
        self,
        user: User,
        data: QueryDict | None,
        contact: Contact | None = None,
        account: Account | None = None,
    ) -> None:
        self.user = user
        self.is_new = contact is None
        data = _with_more_rows(data)
        self.contact = ContactForm(data, instance=contact)
        accounts = Account.objects.editable_by(user)
        self.own_places = self._own_places(contact)
        places = [_place_row(row) for row in self.own_places]
        if account is not None:
            places = [{"account": account.pk, "is_primary": True}]
        every_row = {"empty_permitted": False}  # a row that repeats what is there counts, too
        self.places = _PlaceSet(
            data, prefix=PLACES, initial=places, form_kwargs={"accounts": accounts, **every_row}
        )
        rows = list(ContactPoint.objects.filter(contact=contact).used_first()) if contact else []
        addresses = [_address_row(row) for row in rows] or [{"kind": "email"}, {"kind": "phone"}]
        self.addresses = _AddressSet(
            data, prefix=ADDRESSES, initial=addresses, form_kwargs=every_row
        )

    def is_valid(self) -> bool:
        parts = [self.contact.is_valid(), self.places.is_valid(), self.addresses.is_valid()]
        if not all(parts):
            return False
        self._require_organisation()
        self._warn_of_duplicates()
        return self.contact.is_valid()

    def parts(self) -> Parts:
        return Parts(self.places.places(), self.addresses.addresses())

    def _own_places(self, contact: Contact | None) -> list[Affiliation]:
        if contact is None:
            return []
        rows = Affiliation.objects.editable_by(self.user).filter(contact=contact)
        return list(rows.main_first().select_related("account"))

    def _require_organisation(self) -> None:
        """Without an organisation a person would be out of sight of all but administrators."""
        if not self.places.places():
            self.contact.add_error(None, _("Enter at least one organisation."))

    def _warn_of_duplicates(self) -> None:
        if not self.is_new or self.contact.cleaned_data.get("add_anyway"):
            return
        rows = self.addresses.addresses()
        emails = [normal_email(row.value) for row in rows if row.kind == PointKind.EMAIL]
        if same := contacts_of_emails(emails, self.user):
            self.contact.warn_of(same)


def _with_more_rows(data: QueryDict | None) -> QueryDict | None:
    """The button `more` names the rows of which one more is wanted; it works without a script."""
    if data is None or data.get("more") not in {PLACES, ADDRESSES}:
        return data
    wider, total = data.copy(), f"{data['more']}-TOTAL_FORMS"
    count = wider.get(total, "")
    if count.isdecimal() and len(count) < 6:
        wider[total] = str(min(int(count) + 1, MOST_ROWS))
    return wider


def _place_row(row: Affiliation) -> dict[str, Any]:
    return {"account": row.account_id, "title": row.title, "is_primary": row.is_primary}


def _address_row(row: ContactPoint) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "value": row.value,
        "label": row.label,
        "is_primary": row.is_primary,
    }
