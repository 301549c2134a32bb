"""Which records somebody means: those ticked on the page, or all that the list's address finds."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from crm.common.formats import format_number
from crm.common.lists.declared import RecordList, Rows, Selection, select_rows
from crm.common.requests import posted

MOST_TICKED = 1000
LONGEST_QUERY = 20_000
LONGEST_KEY = 18


@dataclass(frozen=True)
class Choice:
    """`ticked` None means all of the view. What the user does not see is not in it."""

    selection: Selection
    ticked: Sequence[int] | None

    @property
    def record_list(self) -> RecordList:
        return self.selection.record_list

    @property
    def user(self) -> Any:
        return self.selection.user

    @property
    def rows(self) -> Rows:
        """Visible, in no order. Ticked ones count also when the filter no longer finds them."""
        if self.ticked is None:
            return self.selection.rows.order_by()
        return self.record_list.rows(self.user).filter(pk__in=self.ticked)

    @property
    def view(self) -> str:
        """What stands behind the question mark in the address of the list."""
        return self.selection.query.urlencode()

    @property
    def address(self) -> str:
        """The list as it was."""
        return f"{self.record_list.url}?{self.view}" if self.view else self.record_list.url

    def count(self) -> int:
        return self.rows.count()

    def versions(self, most: int) -> dict[int, int]:
        """Each record's version by its key. Raises BusinessRuleError for more than `most`."""
        found = dict(self.rows.order_by("pk").values_list("pk", "version")[: most + 1])
        if len(found) > most:
            raise BusinessRuleError(
                _("These are too many records at once; the most is %(most)s. Narrow the list.")
                % {"most": format_number(most, self.user.language)}
            )
        return found

    def in_order(self) -> list[int]:
        """The keys in the order of the list."""
        rows = self.selection.sortable(self.rows)
        return list(dict.fromkeys(rows.values_list("pk", flat=True)))


def choice_of(record_list: RecordList, user: Any, sent: QueryDict) -> Choice:
    """What a page sends: `view`, the address of the list, with `all=1` or with `ids`, the ticked
    records, one or several in each. Raises BadRequest (400) on whatever does not make sense.
    """
    view = sent.get("view", "")
    if len(view) > LONGEST_QUERY:
        raise BadRequest(_("This address is too long."))
    query = QueryDict(view, mutable=True)
    query.pop("cursor", None)
    selection = select_rows(record_list, user, query)
    if sent.get("all") == "1":
        return Choice(selection, None)
    return Choice(selection, _keys(sent.getlist("ids")))


def form_sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to. A POST with `ask` is a question for the form: an address does not
    hold a thousand keys.
    """
    data = posted(request)
    return None if data is None or "ask" in data else data


def token_of(sent: QueryDict) -> uuid.UUID:
    """What the form was given, so that sending it twice is noticed; else a new one."""
    try:
        return uuid.UUID(sent.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _keys(sent: Sequence[str]) -> list[int]:
    texts = [text for several in sent for text in several.split(",") if several]
    keys = {text for text in texts if text.isascii() and text.isdecimal()}
    if len(keys) != len(set(texts)) or any(len(key) > LONGEST_KEY for key in keys):
        raise BadRequest(_("These are not keys of records."))
    if len(keys) > MOST_TICKED:
        raise BadRequest(_("These are too many records at once."))
    return sorted(int(key) for key in keys)
