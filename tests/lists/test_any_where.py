"""Conditions that somebody made up: nothing passes that the filter builder does not know."""

import json
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crm.common.lists import registry
from crm.common.lists.conditions import Reader
from crm.common.lists.where.parsing import LONGEST, compact, loaded, written
from tests.cast import Cast, build_cast
from tests.lists.conditions import KEYS, condition, found, selected

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "[]",
        "{}",
        '{"all":[]}',
        '{"not":[["name","has","a"]]}',
        '{"all":[["name","has","a"]],"any":[["name","has","a"]]}',
        '{"all":[["password","has","a"]]}',
        '{"all":[["name","regex","a"]]}',
        '{"all":[["name","has"]]}',
        '{"all":[["name","has",""]]}',
        '{"all":[["name","has","a\\u0000"]]}',
        '{"all":[["name","has","\\ud800"]]}',
        '{"all":[["name","has",1]]}',
        '{"all":[["name","has",["a"]]]}',
        '{"all":[["name","empty","a"]]}',
        '{"all":[["employees","is",1.5]]}',
        '{"all":[["employees","is",NaN]]}',
        '{"all":[["employees","is",true]]}',
        '{"all":[["employees","is","1e9"]]}',
        '{"all":[["employees","between",[2,1]]]}',
        '{"all":[["created","last",-1]]}',
        '{"all":[["created","last","30"]]}',
        '{"all":[["created","on","2026-02-30"]]}',
        '{"all":[["created","before","0001-01-01"]]}',
        '{"all":[["created","after","9999-12-31"]]}',
        '{"all":[["created","period","someday"]]}',
        '{"all":[["lifecycle","any",["dead"]]]}',
        '{"all":[["lifecycle","any","active"]]}',
        '{"all":[["owner","any",["you"]]]}',
        '{"all":[["owner","any",[99999999]]]}',
        '{"all":[["owner","any",[9223372036854775808]]]}',
        '{"all":[["owner","any",[true]]]}',
        '{"all":[["team","any",["me"]]]}',
        '{"all":[{"any":[{"all":[["name","has","a"]]}]}]}',
        "[" * 1900,
        '{"all":[' + ",".join(['["name","empty"]'] * 21) + "]}",
        '{"all":[["name","has","' + "a" * LONGEST + '"]]}',
    ],
)
def test_what_is_not_understood_is_refused(cast: Cast, client_of: Any, text: str) -> None:
    assert client_of(cast.anna).get("/accounts/", {"where": text}).status_code == 400


def test_a_list_without_the_builder_knows_no_conditions(cast: Cast, client_of: Any) -> None:
    assert client_of(cast.ada).get("/outbox/", {"where": "{}"}).status_code == 400


def _conditions(key: str) -> st.SearchStrategy[Any]:
    names = [field.name for field in registry.get(key).fields]
    operators = [op.name for field in registry.get(key).fields for op in field.kind.operators]
    return st.lists(
        st.tuples(st.sampled_from(names), st.sampled_from(sorted(set(operators))), JSON).map(list)
        | st.tuples(st.sampled_from(names), st.sampled_from(sorted(set(operators)))).map(list),
        min_size=1,
        max_size=4,
    )


class AnyWhereTest(TestCase):
    """Whatever stands in the address is answered with rows of the reader's own, or refused."""

    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = build_cast()

    def asked(self, key: str, text: str) -> None:
        visible = {str(row) for row in registry.get(key).rows(self.cast.anna)}
        try:
            assert found(self.cast.anna, key, text) <= visible
        except BadRequest:
            return

    @given(st.text(max_size=60) | JSON.map(json.dumps))
    def test_any_text(self, text: str) -> None:
        self.asked("accounts", text)

    @given(st.data(), st.sampled_from(KEYS), st.sampled_from(["all", "any"]))
    def test_any_condition(self, data: st.DataObject, key: str, mode: str) -> None:
        self.asked(key, json.dumps({mode: data.draw(_conditions(key))}))

    @given(st.sampled_from(KEYS), st.data())
    def test_what_is_read_is_written_the_same(self, key: str, data: st.DataObject) -> None:
        reader = Reader(self.cast.ada)
        fields = registry.get(key).fields
        items = []
        for field in data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=4)):
            operator = data.draw(st.sampled_from(field.kind.operators))
            items.append(condition(field, operator.name, reader))
        text = compact({"any": [items[0], {"all": items}]})
        assert loaded(written(selected(self.cast.ada, key, text).where)) == loaded(text)
