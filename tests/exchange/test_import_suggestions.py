"""The first mapping for a file: names in two languages, and what stands in the columns."""

from typing import Any

import pytest

from exchange.profiling import profile_of
from exchange.readers import FileOptions
from exchange.suggesting import suggested_mapping
from tests.exchange.helpers import table_of


@pytest.fixture
def suggest(tmp_path: Any) -> Any:
    def suggested(kind: str, text: str) -> dict[str, Any]:
        return suggested_mapping(kind, profile_of(table_of(tmp_path, text, FileOptions())))

    return suggested


@pytest.mark.parametrize(
    ("kind", "text", "columns"),
    [
        (
            "accounts",
            "Kundnr;Företagsnamn;Org.nr;Bransch;Postort;Omsättning;Anställda\n"
            "17;Åkerö AB;556036-0793;Vård;Uppsala;1 200,50;14\n",
            {
                "external_id": "Kundnr",
                "name": "Företagsnamn",
                "org_number": "Org.nr",
                "sector": "Bransch",
                "city": "Postort",
                "annual_revenue": "Omsättning",
                "employees": "Anställda",
            },
        ),
        (
            "contacts",
            "Namn,Befattning,E-post,Mobil,Företag\nEva Berg,VD,eva@x.example,070-1234567,Åkerö\n",
            {
                "full_name": "Namn",
                "title": "Befattning",
                "email": "E-post",
                "mobile": "Mobil",
                "account": "Företag",
            },
        ),
        (
            "deals",
            "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,"
            "close_value\nA1,Eva Berg,GTX,Acme,Won,2016-10-20,2017-03-01,1054\n",
            {
                "external_id": "opportunity_id",
                "owner": "sales_agent",
                "product": "product",
                "account": "account",
                "stage": "deal_stage",
                "engaged_on": "engage_date",
                "closed_on": "close_date",
                "value": "close_value",
            },
        ),
        (
            "users",
            "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n",
            {"full_name": "sales_agent", "head": "manager", "team": "regional_office"},
        ),
        (
            "products",
            "Artikel;Varugrupp;Listpris\nGTX Basic;GTX;550\n",
            {"name": "Artikel", "category": "Varugrupp", "list_price": "Listpris"},
        ),
    ],
)
def test_columns_are_known_by_their_names(
    suggest: Any, kind: str, text: str, columns: dict[str, str]
) -> None:
    assert suggest(kind, text)["columns"] == columns


def test_columns_are_known_by_what_stands_in_them(suggest: Any) -> None:
    text = "a,b,c\nAcme,556036-0793,Sverige\nBetter,556074-7569,Norway\n"
    assert suggest("accounts", text)["columns"] == {"org_number": "b", "country": "c"}
    assert suggest("contacts", "a,b\nEva,eva@x.example\n")["columns"] == {"email": "b"}


def test_a_name_does_not_count_against_the_content(suggest: Any) -> None:
    text = "name,employees,website\nAcme,some,mail@x.example\n"
    assert suggest("accounts", text)["columns"] == {"name": "name"}


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        (["1.5", "22.25"], {"decimal": ".", "group": ""}),
        (["1,5", "22,25"], {"decimal": ",", "group": ""}),
        (["1 200,50", "3,00"], {"decimal": ",", "group": " "}),
        (["1.200,50", "3,00"], {"decimal": ",", "group": "."}),
        (["1,200", "3,400"], None),
        (["12", "13"], None),
    ],
)
def test_the_form_of_numbers_is_told_where_there_is_only_one(
    suggest: Any, values: list[str], numbers: dict[str, str] | None
) -> None:
    text = "name;revenue\n" + "".join(f"A{at};{value}\n" for at, value in enumerate(values))
    assert suggest("accounts", text).get("numbers") == numbers


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        (["2026-01-31"], None),
        (["31/01/2026", "02/03/2026"], "DD/MM/YYYY"),
        (["01/31/2026", "02/03/2026"], "MM/DD/YYYY"),
        (["01/02/2026", "02/03/2026"], None),
        (["31.01.2026"], "DD.MM.YYYY"),
    ],
)
def test_the_pattern_of_dates_is_told_where_there_is_only_one(
    suggest: Any, values: list[str], pattern: str | None
) -> None:
    text = "deal;start date\n" + "".join(f"A{at};{value}\n" for at, value in enumerate(values))
    assert suggest("deals", text).get("dates") == pattern
