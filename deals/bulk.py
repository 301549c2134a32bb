"""What can be done to many deals at once."""

from django.utils.translation import gettext_lazy as _

from crm.common.lists.bulk.declared import BulkEdit
from deals.forms.bulk import ExpectedForm, OwnerForm, StageForm
from deals.services.bulk import delete_all_deals, set_deal_values, step_deals

DEAL_EDITS = (
    BulkEdit("owner", _("Owner"), set_deal_values, OwnerForm, icon="user"),
    BulkEdit("stage", _("Stage"), step_deals, StageForm, icon="arrows-move"),
    BulkEdit(
        "expected", _("Expected to close"), set_deal_values, ExpectedForm, icon="calendar-due"
    ),
    BulkEdit("delete", _("Delete"), delete_all_deals, icon="trash", tone="danger"),
)
