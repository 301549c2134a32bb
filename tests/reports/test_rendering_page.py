"""The report as a page: literal, linked, without inline styles, and usable without script."""

import re
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from crm.common.formats import NBSP
from reports.content import MonthlyContent
from reports.pages import monthly_page
from tests.reports import samples
from users.models import User

pytestmark = pytest.mark.django_db  # the side bar asks for pinned views
REPORTS = {
    "manager": samples.manager_report,
    "head": samples.head_report,
    "empty": samples.empty_report,
    "hostile": samples.hostile_report,
}


def page_of(content: MonthlyContent, language: str = "en", **values: Any) -> str:
    request = RequestFactory().get("/reports/monthly/2017-06/")
    request.user = User(pk=0, email="reader@example.com", full_name="Reader")
    page = monthly_page(content, language=language, zone=ZoneInfo("Europe/Stockholm"))
    with translation.override(language):
        return render_to_string(
            "reports/monthly.html", {"page": page, "pdf_url": "/pdf/", **values}, request
        )


class Text(HTMLParser):
    """The words of a page, and its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.extend(data.replace(NBSP, " ").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.extend(attrs)


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_page_has_no_inline_style_or_handler(name: str, language: str) -> None:
    page = page_of(REPORTS[name](), language)
    names = {name for name, _value in Text(page).attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    assert page.count("<h1") == 1
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_every_figure_opens_its_records() -> None:
    page = page_of(samples.manager_report())
    for figure in samples.manager_report().figures:
        assert f'href="{figure.url.replace("&", "&amp;")}"' in page


def test_the_chart_can_be_read_as_a_table() -> None:
    page = page_of(samples.manager_report())
    assert page.count('role="img"') == 2
    table = page[page.index("<details") : page.index("</details>")]
    assert "May 2017" in table
    assert f"103,497{NBSP}USD" in table
    assert table.count("<tr>") == 13


def test_names_come_out_literally() -> None:
    page = page_of(samples.hostile_report())
    assert "<script>alert" not in page
    words = " ".join(Text(page).words)
    for name in samples.HOSTILE:
        assert " ".join(name.split()) in words


def test_a_report_without_deals_says_so_and_shows_no_zeros() -> None:
    page = page_of(samples.empty_report())
    assert "No deals were open, won or lost in June 2017." in page
    assert "month-chart" not in page
    assert "USD" not in page


def test_numbers_follow_the_language() -> None:
    words = " ".join(Text(page_of(samples.manager_report(), "sv")).words)
    assert "122 127 USD" in words
    assert "86,0 %" in words
    assert "juni 2017" in words
