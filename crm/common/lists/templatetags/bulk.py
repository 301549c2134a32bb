"""What the bar below a list offers for the ticked records."""

from django import template
from django.template import Context

from crm.common.lists.bulk.declared import BulkEdit
from crm.common.lists.bulk.services import edits_for
from crm.common.lists.declared import RecordList

register = template.Library()


@register.simple_tag(takes_context=True)
def bulk_edits(context: Context, record_list: RecordList) -> list[BulkEdit]:
    return edits_for(record_list, context["request"].user)
