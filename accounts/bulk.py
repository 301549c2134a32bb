"""What can be done to many accounts or contacts at once."""

from django.utils.translation import gettext_lazy as _

from accounts.forms.bulk import LanguageForm, OwnerForm, SectorForm, StepForm, TeamForm
from accounts.services.bulk import (
    delete_free_accounts,
    delete_own_contacts,
    set_account_links,
    set_contact_values,
    step_accounts,
)
from crm.common.lists.bulk.declared import BulkEdit

ACCOUNT_EDITS = (
    BulkEdit("owner", _("Account manager"), set_account_links, OwnerForm, icon="user"),
    BulkEdit("team", _("Team"), set_account_links, TeamForm, icon="users"),
    BulkEdit("lifecycle", _("Lifecycle"), step_accounts, StepForm, icon="rotate-clockwise"),
    BulkEdit("sector", _("Sector"), set_account_links, SectorForm, icon="building"),
    BulkEdit("delete", _("Delete"), delete_free_accounts, icon="trash", tone="danger"),
)
CONTACT_EDITS = (
    BulkEdit("language", _("Language"), set_contact_values, LanguageForm, icon="language"),
    BulkEdit("delete", _("Delete"), delete_own_contacts, icon="trash", tone="danger"),
)
