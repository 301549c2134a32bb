"""What is asked before many accounts or contacts are changed at once."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Lifecycle, Sector
from crm.common.currencies import language_choices
from crm.common.lists.bulk.declared import BulkForm
from users.models import Team, User

NOTHING = [("", "–")]


class OwnerForm(BulkForm):
    owner = forms.ModelChoiceField(
        User.objects.none(),
        empty_label="–",
        label=_("Account manager"),
        help_text=_("Accounts in the former one's team move to the new one's team."),
    )

    def offer(self) -> None:
        people = User.objects.visible_to(self.user).who_may_own()
        self.choose_from("owner", people.order_by("sort_key"))
        self.fields["owner"].required = not self.user.leads


class TeamForm(BulkForm):
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, empty_label="–", label=_("Team")
    )

    def offer(self) -> None:
        self.choose_from("team", Team.objects.visible_to(self.user).order_by("sort_key"))


class SectorForm(BulkForm):
    sector = forms.ModelChoiceField(
        Sector.objects.none(), required=False, empty_label="–", label=_("Sector")
    )

    def offer(self) -> None:
        self.choose_from("sector", Sector.objects.visible_to(self.user).order_by("sort_key"))


class StepForm(BulkForm):
    to = forms.ChoiceField(choices=[*NOTHING, *Lifecycle.choices], label=_("New state"))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class LanguageForm(BulkForm):
    language = forms.ChoiceField(required=False, label=_("Language"))

    def offer(self) -> None:
        choices = [*NOTHING, *language_choices()]
        cast(forms.ChoiceField, self.fields["language"]).choices = choices
