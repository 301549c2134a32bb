"""Keyset pages are complete, in order, and the same backwards."""

import pytest
from django.core.exceptions import BadRequest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crm.common.keyset import page
from users.models import Team


class KeysetTest(TestCase):
    @given(st.lists(st.sampled_from("abcåäö"), max_size=12), st.integers(1, 5), st.booleans())
    def test_walking_forth_and_back_meets_every_row_once(
        self,
        letters: list[str],
        size: int,
        descending: bool,  # noqa: FBT001 - drawn by hypothesis
    ) -> None:
        Team.all_objects.all()._raw_delete("default")
        for index, letter in enumerate(letters):
            Team.objects.create(name=f"{letter}{index}", shares_accounts=index % 2 == 0)
        order = ["-shares_accounts", "sort_key", "pk"] if descending else ["sort_key", "pk"]
        expected = list(Team.objects.order_by(*order))
        seen, cursor, cursors = [], "", []
        while True:
            found = page(Team.objects.all(), order, cursor, size)
            seen += found.rows
            cursors.append(found.before)
            if not found.after:
                break
            cursor = found.after
        assert seen == expected
        assert cursors[0] == ""
        self._walk_back(order, size, cursors[-1], len(expected))

    def _walk_back(self, order: list[str], size: int, cursor: str, count: int) -> None:
        steps = 0
        while cursor:
            found = page(Team.objects.all(), order, cursor, size)
            cursor, steps = found.before, steps + 1
            assert steps <= count


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "W10", "bnVsbA", "WyJhIiwie30iLCJ4Il0", "åäö"])
@pytest.mark.django_db
def test_a_forged_position_is_refused(cursor: str) -> None:
    with pytest.raises(BadRequest):
        page(Team.objects.all(), ["sort_key", "pk"], cursor)
