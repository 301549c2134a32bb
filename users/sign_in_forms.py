"""The forms of sign-in in the words of this house; what they do is allauth's."""

from typing import Any

from allauth.account import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class _Words:
    """Puts `words` over the fields, which need no placeholders then."""

    words: dict[str, Promise]
    fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in self.words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(_Words, forms.LoginForm):  # type: ignore[misc] # allauth ships no types
    words = {
        "login": _("E-mail address"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
    }


class ResetForm(_Words, forms.ResetPasswordForm):  # type: ignore[misc] # allauth ships no types
    words = {"email": _("E-mail address")}


class NewPasswordForm(_Words, forms.ResetPasswordKeyForm):  # type: ignore[misc] # no types
    words = {"password1": _("New password"), "password2": _("New password, again")}


class ChangePasswordForm(_Words, forms.ChangePasswordForm):  # type: ignore[misc] # no types
    words = {"oldpassword": _("Present password"), **NewPasswordForm.words}
