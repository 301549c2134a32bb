"""The mapping file: what it may say, and how its mistakes are told."""

import json
from pathlib import Path
from typing import Any

import pytest

from exchange.mapping import placeholders
from exchange.mapping.fields import KINDS
from exchange.mapping.mapper import Mapper
from exchange.mapping.parse import load_mapping, parse_mapping
from exchange.mapping.schema import MappingError
from exchange.readers import Row
from exchange.wording import FIELDS, kind_label
from tests.exchange.helpers import document_of, mapping_of

EXAMPLES = Path(__file__).parents[2] / "docs/examples/maventech"
COLUMNS = {"name": "company"}


def faults_of(document: Any, kind: str = "accounts") -> list[str]:
    with pytest.raises(MappingError) as caught:
        parse_mapping(document, kind)
    return caught.value.faults


@pytest.mark.parametrize("kind", ["users", "products", "accounts", "deals"])
def test_the_example_mappings_are_valid(kind: str) -> None:
    assert load_mapping(EXAMPLES / f"{kind}.json", kind).kind == kind


def test_unknown_keys_and_fields_are_told_all_at_once_with_the_nearest() -> None:
    document = document_of(
        "accounts", columns={"name": "company", "sektor": "s"}, default={}, replace={"citty": {}}
    )
    faults = "\n".join(faults_of(document))
    assert "“default” is not known; nearest: “defaults”" in faults
    assert "columns: “sektor” is not known; nearest: “sector”" in faults
    assert "replace: “citty” is not known; nearest: “city”" in faults


def test_columns_that_the_file_lacks_are_told_with_the_nearest() -> None:
    mapping = mapping_of("accounts", columns={"name": "compny", "city": "towm"})
    with pytest.raises(MappingError) as caught:
        Mapper(mapping, ["company", "town", "zip"])
    assert caught.value.faults == [
        "The file has no column “compny”; nearest: “company”.",
        "The file has no column “towm”; nearest: “town”.",
    ]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"version": 2}, "version: must be 1"),
        ({"version": True, "kind": "deals"}, "kind: must be “accounts”"),
        ({"columns": {}}, "columns: must name at least one column"),
        ({"columns": {"name": 7.5}}, "columns.name: must be a text"),
        ({"defaults": {"city": "\ud800"}}, "defaults.city: must be a text"),
        ({"defaults": {"city": "\x00"}}, "defaults.city: must be a text"),
        ({"columns": {"city": "x"}}, "the field “name” needs a column"),
        ({"dates": "DD/MM"}, "dates: must be a pattern of YYYY, MM and DD"),
        ({"dates": "YYYY-MM-DDx"}, "dates: must be a pattern of YYYY, MM and DD"),
        ({"numbers": {"decimal": "x"}}, "numbers.decimal: must be"),
        ({"numbers": {"decimal": ",", "group": ","}}, "cannot be the same mark"),
        ({"multiply": {"annual_revenue": "many"}}, "must be a number written as text"),
        ({"multiply": {"annual_revenue": "NaN"}}, "must be greater than zero"),
        ({"multiply": {"city": "2"}}, "multiply: “city” is not known"),
        ({"file": {"encoding": "klingon"}}, "file.encoding: “klingon” is not known"),
        ({"file": {"separator": "x"}}, "file.separator: must be"),
        ({"declare": {"teams": True}}, "declare: “teams” is not known"),
        ({"declare": {"parents": "yes"}}, "declare.parents: must be true or false"),
        ({"templates": {"city": "{nme}"}}, "“{nme}” is not known; nearest: {name}"),
        ({"templates": {"city": "{name.__class__}"}}, "A brace stands alone"),
        ({"templates": {"city": "{0}"}}, "A brace stands alone"),
    ],
)
def test_a_wrong_section_is_told_with_its_place(section: dict[str, Any], message: str) -> None:
    document = {"version": 1, "kind": "accounts", "columns": COLUMNS, **section}
    assert message in "\n".join(faults_of(document))


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ([], "must be a list of 1 to 50 stages"),
        ([{"name": "A", "kind": "maybe"}], "“maybe” is not known"),
        ([{"name": "A"}], "probability: must be a whole number from 0 to 100"),
        ([{"name": "A", "probability": 101}], "must be a whole number from 0 to 100"),
        ([{"name": "A", "kind": "won"}, {"name": "a", "kind": "lost"}], "stands there twice"),
    ],
)
def test_a_wrong_pipeline_is_told(stages: list[Any], message: str) -> None:
    document = document_of(
        "deals",
        columns={"name": "n", "owner": "o", "stage": "s"},
        declare={"pipeline": {"name": "P", "stages": stages}},
    )
    assert message in "\n".join(faults_of(document, "deals"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ('{"version": 1, "version": 1}', "“version” stands twice"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "must be an object"),
        ("\ufeff{}", "version: must be 1"),
    ],
)
def test_a_file_that_is_no_mapping_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(text)
    with pytest.raises(MappingError, match=message):
        load_mapping(path, "accounts")


def test_a_mapping_file_of_another_encoding_size_or_place_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mapping.json"
    with pytest.raises(MappingError, match="There is no mapping file"):
        load_mapping(path, "accounts")
    path.write_bytes(json.dumps({"note": "å"}, ensure_ascii=False).encode("latin-1"))
    with pytest.raises(MappingError, match="not UTF-8"):
        load_mapping(path, "accounts")
    path.write_text(" " * (1 << 20) + "{}")
    with pytest.raises(MappingError, match="larger than 1 MB"):
        load_mapping(path, "accounts")


def test_every_required_field_is_asked_for() -> None:
    for kind, spec in KINDS.items():
        document = document_of(kind, columns={next(iter(spec.fields)): "x"})
        faults = "\n".join(faults_of(document, kind))
        for name in spec.required:
            assert f"the field “{name}” needs" in faults


def test_values_come_from_columns_then_defaults_then_templates() -> None:
    mapping = mapping_of(
        "users",
        columns={"full_name": ["given", "family"], "email": "mail", "role": "role"},
        replace={"role": {"boss": "head"}},
        defaults={"role": "manager"},
        templates={"email": "{first}.{last}@firm.example"},
    )
    mapper = Mapper(mapping, ["given", "family", "mail", "role"])
    made = mapper.map(Row(2, ("Åsa", "Ek-Öberg", "", "boss")))
    assert made.given == {"full_name": "Åsa Ek-Öberg", "role": "head"}
    assert made.filled == {"email": "asa.ek-oberg@firm.example"}
    assert made.replaced == [("role", "boss", "head")]
    known = mapper.map(Row(3, ("Bo", "Ek", "Bo@Firm.example", "")))
    assert known.given == {"full_name": "Bo Ek", "email": "bo@firm.example"}
    assert known.filled == {"role": "manager"}


def test_the_first_template_that_can_be_filled_is_used() -> None:
    mapping = mapping_of(
        "accounts",
        columns={"name": "n", "city": "c", "source": "s"},
        templates={"description": ["{name} in {city}", "{name}"]},
    )
    mapper = Mapper(mapping, ["n", "c", "s"])
    assert mapper.map(Row(2, ("A", "B", ""))).filled["description"] == "A in B"
    assert mapper.map(Row(2, ("A", "", ""))).filled["description"] == "A"


def test_a_missing_required_value_is_a_fault() -> None:
    mapper = Mapper(mapping_of("accounts", columns=COLUMNS), ["company"])
    (fault,) = mapper.map(Row(2, ("",))).faults
    assert (fault.field, fault.code) == ("name", "missing")


def test_placeholders_replace_only_what_is_known() -> None:
    assert placeholders.fill("{a}/{b}", {"a": "1", "b": "{a}"}) == "1/{a}"
    assert placeholders.fill("{a}/{b}", {"a": "1"}) == ""
    assert placeholders.faults_in("{a}", frozenset({"a"})) == []


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Åsa Öberg", "asa.oberg"),
        ("José  Núñez", "jose.nunez"),
        ("Mei-Mei", "mei-mei"),
        ("O'Brien", "obrien"),
        ("Søren Ærø", "soren.aero"),
        ("王", ""),
    ],
)
def test_names_fold_into_addresses(name: str, folded: str) -> None:
    assert placeholders.fold_for_address(name) == folded


def test_every_field_is_documented_and_has_a_name_for_people() -> None:
    manual = (EXAMPLES.parents[1] / "import.md").read_text()
    for kind, spec in KINDS.items():
        (row,) = [
            line for line in manual.splitlines() if line.startswith(f"| {kind} |") and "**" in line
        ]
        listed = [name.strip(" *") for name in row.split("|")[2].split(",")]
        assert listed == list(spec.fields)
        assert set(spec.fields) <= FIELDS.keys()
        assert kind_label(kind)
