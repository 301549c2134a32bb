"""The name of a view, and whom it is shared with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.common.lists.models import SavedView
from crm.common.lists.saved.queries import teams_to_share_with


class ViewForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    class Meta:
        model = SavedView
        fields = ("name", "team")

    def __init__(self, *args: Any, user: Any, key: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.key = user, key
        team = self.fields["team"]
        if isinstance(team, forms.ModelChoiceField):
            team.queryset = teams_to_share_with(user)
            team.empty_label = str(gettext_lazy("nobody"))

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        owner = self.instance.owner if self.instance.pk else self.user
        same = SavedView.objects.filter(owner=owner, list_key=self.key, name__iexact=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You already have a view of this name."))
        return name
