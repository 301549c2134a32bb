"""Template tags of the shared look: icons, titles, sortable headers, filters, the menu."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import QuerySet
from django.forms import BoundField, Form
from django.http import HttpRequest
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.common.conflicts import Conflict, conflict_between
from crm.common.errors import BusinessRuleError, StaleVersionError
from crm.common.navigation import NavItem
from crm.common.requests import came_from

register = template.Library()
UNDO = "undo:"
LIST_CHOICES = frozenset({"sort", "columns", "where", "view"})


@register.simple_tag
def icon(name: str, label: object = "") -> SafeString:
    """An icon of the sprite; with a label where it stands alone."""
    drawing = _drawing(name)
    if not label:
        return drawing
    return format_html('{}<span class="visually-hidden">{}</span>', drawing, label)


@cache
def _drawing(name: str) -> SafeString:
    """A page has some fifty icons of some hundred that there are."""
    sprite = static("vendor/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name
    )


@register.simple_tag
def badge(text: object, tone: str = "", icon_name: str = "") -> SafeString:
    drawing = _drawing(icon_name) if icon_name else ""
    return format_html('<span class="badge bg-{}-lt">{}{}</span>', tone or "gray", drawing, text)


class RepeatBlockNode(Node):
    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> SafeString:
        """The block as the page at hand fills it, a second time."""
        block = context.render_context[BLOCK_CONTEXT_KEY].get_block(self.name)
        rendered: SafeString = block.nodelist.render(context)
        return rendered


@register.tag
def repeat_block(parser: Parser, token: Token) -> RepeatBlockNode:
    return RepeatBlockNode(token.split_contents()[1].strip("\"'"))


@register.filter
def initials(name: str) -> str:
    """At most two capitals: of the first word and of the last."""
    words = str(name).split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.filter
def undo_url(tags: str) -> str:
    """The address in a message's `extra_tags="undo:/changes/…"`; empty when it offers no undo."""
    found = [tag for tag in str(tags).split() if tag.startswith(UNDO)]
    return found[0].removeprefix(UNDO) if found else ""


@register.simple_tag(takes_context=True)
def back_url(context: Context) -> str:
    """The page of ours that the person came from, else the home page."""
    request: HttpRequest = context["request"]
    return came_from(request) or "/"


@register.simple_tag(takes_context=True)
def current_nav(context: Context, items: Iterable[NavItem]) -> NavItem | None:
    """The menu entry that the page belongs to: the longest address above it, else its room."""
    request: HttpRequest = context["request"]
    entries = list(items)
    above = [item for item in entries if _is_above(item.address, request.path)]
    if above:
        return max(above, key=lambda item: len(item.address))
    match = request.resolver_match
    room = match.namespace if match else ""
    return next((item for item in entries if room and item.route.startswith(f"{room}:")), None)


def _is_above(address: str, path: str) -> bool:
    return path == address if address == "/" else path.startswith(address)


SORT_HEADER = '<th scope="col" class="{}"{}><a href="?{}">{}{}</a></th>'
ASCENDING = (format_html(' aria-sort="{}"', "ascending"), "arrow-up")
DESCENDING = (format_html(' aria-sort="{}"', "descending"), "arrow-down")


@register.simple_tag(takes_context=True)
def sort_header(context: Context, field: str, label: object, css_class: str = "") -> SafeString:
    """A `<th>` that sorts the list by `?sort=field`, and back by `?sort=-field`."""
    request: HttpRequest = context["request"]
    current = request.GET.get("sort") or context.get("sort", "")
    query = request.GET.copy()
    query.pop("cursor", None)
    query["sort"] = f"-{field}" if current == field else field
    orders = {field: ASCENDING, f"-{field}": DESCENDING}
    order, arrow = orders.get(str(current), ("", "arrows-sort"))
    classes = f"sortable {css_class}" if css_class else "sortable"
    return format_html(SORT_HEADER, classes, order, query.urlencode(), label, _drawing(arrow))


@register.simple_tag(takes_context=True)
def kept(context: Context, *dropped: str) -> list[tuple[str, str]]:
    """The address's parameters as hidden fields of a form that sets the `dropped` ones anew."""
    request: HttpRequest = context["request"]
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    gone = {*dropped, "cursor"}
    return [pair for pair in pairs if pair[0] not in gone and pair != ("view", "default")]


@register.simple_tag(takes_context=True)
def kept_choices(context: Context) -> list[tuple[str, str]]:
    """What a list's filter bar leaves as it is: order, columns, conditions, the view."""
    return [pair for pair in kept(context) if pair[0] in LIST_CHOICES]


@register.filter
def as_query(address: str) -> str:
    """An address's query as the one parameter `query` of another address."""
    return urlencode({"query": address})


@dataclass(frozen=True)
class FilterFields:
    """Where the fields of a filter stand: the search box, on the line, behind *More filters*."""

    search: list[BoundField]
    inline: list[BoundField]
    more: list[BoundField]


@register.simple_tag
def filter_fields(filterset: Any) -> FilterFields:
    """`q` is the search box; `bar` names the fields on the line, empty means all of them."""
    fields = [field for field in filterset.form if not field.is_hidden]
    bar = getattr(filterset, "bar", ()) or [field.name for field in fields]
    return FilterFields(
        [field for field in fields if field.name == "q"],
        [field for field in fields if field.name in bar and field.name != "q"],
        [field for field in fields if field.name not in bar and field.name != "q"],
    )


@dataclass(frozen=True)
class Chip:
    """One filter in use, and the address of the list without it."""

    label: str
    value: str
    url: str


@register.simple_tag(takes_context=True)
def filter_chips(context: Context, filterset: Any) -> list[Chip]:
    request: HttpRequest = context["request"]
    form: Form = filterset.form
    if not form.is_bound or not form.is_valid():
        return []
    values = form.cleaned_data
    used = [field for field in form if field.name != "q" and not _is_unset(values.get(field.name))]
    return [_chip(request, field, values[field.name]) for field in used]


def _is_unset(value: Any) -> bool:
    if isinstance(value, QuerySet):
        return not value
    return value in (None, "", [], ())


def _chip(request: HttpRequest, field: BoundField, value: Any) -> Chip:
    query = request.GET.copy()
    for name in ("cursor", field.html_name):
        query.pop(name, None)
    address = f"{request.path}?{query.urlencode()}" if query else request.path
    return Chip(str(field.label), _spoken(field, value), address)


def _spoken(field: BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, QuerySet)):
        return ", ".join(_spoken(field, item) for item in value)
    if isinstance(value, str):
        names = {str(key): text for key, text in getattr(field.field, "choices", ())}
        return str(names.get(value, value))
    return str(getattr(field.field, "label_from_instance", str)(value))


@register.simple_tag(takes_context=True)
def conflict(context: Context, error: BusinessRuleError | None) -> Conflict | None:
    """Both versions of a record that two people saved; None when the error is of another kind."""
    if not isinstance(error, StaleVersionError):
        return None
    request: HttpRequest = context["request"]
    return conflict_between(error.current, request.POST, request.user)
