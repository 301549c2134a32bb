"""Which record a page is about, for the list of those opened lately."""

from django import template
from django.http import HttpRequest
from django.template.context import Context

from crm.common.search import registry

register = template.Library()


@register.simple_tag(takes_context=True)
def opened_record(context: Context) -> str:
    """“accounts 42” on the page of account 42; empty on pages that are about no record."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    if match is None or set(match.kwargs) != {"pk"}:
        return ""
    kind = next((kind for kind in registry.kinds() if kind.route == match.view_name), None)
    return f"{kind.kind} {match.kwargs['pk']}" if kind else ""
