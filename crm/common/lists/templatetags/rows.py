from django import template

from crm.common.lists.table import table_rows

register = template.Library()
register.simple_tag(table_rows)
