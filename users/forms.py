"""The forms of a person's own pages."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import (
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from users.models import ApiToken, User
from users.services.preferences import PREFERENCES
from users.zones import zone_choices


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    version = forms.IntegerField(widget=forms.HiddenInput)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = User
        fields = PREFERENCES
        help_texts: ClassVar[dict[str, Any]] = {
            "single_keys": _("For example c to create and j, k to move in a list."),
        }


class TokenForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    class Meta:
        model = ApiToken
        fields = ("name", "scope")
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("The program that will use it, for example “invoicing”."),
        }


class InvitationForm(forms.Form):
    """The first password. `user` is the invited person, whose name it may not resemble."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password
