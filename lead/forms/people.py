"""What administrators enter about people and teams."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from users.models import Role, Team, User, UserQuerySet
from users.zones import zone_choices

NOBODY = "–"


class _Versioned(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    """Carries the version that was read; a new record has none."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        else:
            del self.fields["version"]

    def _get_validation_exclusions(self) -> set[str]:
        """Unique names and addresses are those of records that are not deleted."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # private
        return excluded - {"deleted_at"}

    def choose_from(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            field.empty_label = NOBODY


class PersonForm(_Versioned):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, initial=settings.TIME_ZONE
    )

    class Meta:
        model = User
        fields = (
            "full_name",
            "sort_name",
            "email",
            "role",
            "team",
            "language",
            "time_zone",
            "reports_since",
        )
        widgets = {"reports_since": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose_from("team", Team.objects.order_by("sort_key", "pk"))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class TeamForm(_Versioned):
    class Meta:
        model = Team
        fields = ("name", "parent", "head", "shares_accounts")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = Team.objects.order_by("sort_key", "pk")
        below = teams.ids_below([self.instance.pk]) if self.instance.pk else []
        self.choose_from("parent", teams.exclude(pk__in=below))
        heads = User.objects.active().in_role(Role.HEAD, Role.ADMIN)
        self.choose_from("head", heads.order_by("sort_key", "pk"))


class PickForm(forms.Form):
    """The people who are to be invited: those ticked, or all who were not invited yet."""

    people = forms.ModelMultipleChoiceField(queryset=User.objects.none(), required=False)
    everyone = forms.BooleanField(required=False)

    def __init__(self, *args: Any, among: UserQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["people"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = among

    def chosen(self) -> list[User]:
        if self.cleaned_data["everyone"]:
            return list(User.objects.not_invited())
        return list(self.cleaned_data["people"])
