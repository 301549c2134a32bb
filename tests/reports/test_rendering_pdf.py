"""The report as PDF/UA-1: literal, small, quick, and the same bytes every time."""

import io
import struct
import time
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from crm.common.formats import NBSP
from reports.content import MonthlyContent
from reports.glyphs import printable
from reports.pdf import chart_png, monthly_pdf
from tests.reports import samples

REPORTS = {
    "manager": samples.manager_report,
    "head": samples.head_report,
    "empty": samples.empty_report,
    "hostile": samples.hostile_report,
}


def pdf_of(content: MonthlyContent, language: str = "en") -> bytes:
    return monthly_pdf(
        content,
        language=language,
        zone=ZoneInfo("Europe/Stockholm"),
        base_url="https://crm.example.com",
    )


def text_of(pdf: bytes) -> str:
    """Words as they are printed, whatever the line breaks."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace(NBSP, " ").split())


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_pdf_is_accessible_small_and_quick(name: str, language: str) -> None:
    report = REPORTS[name]()
    started = time.perf_counter()
    pdf = pdf_of(report, language)
    assert time.perf_counter() - started < 1
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) <= 200 * 1024
    root = PdfReader(io.BytesIO(pdf)).root_object
    assert str(root["/Lang"]) == language
    assert str(root["/MarkInfo"]) == "{'/Marked': True, '/Suspects': False}"
    assert b"pdfuaid:part" in pdf


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf_of(samples.head_report()) == pdf_of(samples.head_report())


def test_the_pdf_says_what_the_report_says() -> None:
    text = text_of(pdf_of(samples.manager_report()))
    assert "Monthly report June 2017" in text
    assert "122,127 USD won (+18%), 3 deals need a decision" in text
    assert "3,301 USD" in text
    assert "GTK 500 for Kan-code" in text
    assert "Two large renewals closed early." in text
    swedish = text_of(pdf_of(samples.manager_report(), "sv"))
    assert "122 127 USD" in swedish
    assert "86,0 %" in swedish


def test_links_open_the_records_on_the_site() -> None:
    pages = PdfReader(io.BytesIO(pdf_of(samples.manager_report()))).pages
    notes = [note.get_object() for page in pages for note in page.get("/Annots", [])]
    links = {note["/A"]["/URI"] for note in notes}
    assert "https://crm.example.com/deals/?figure=won_value&closed_from=2017-06-01" in links
    assert all(link.startswith("https://crm.example.com/") for link in links)


def test_names_are_printed_and_never_run() -> None:
    text = text_of(pdf_of(samples.hostile_report()))
    for name in samples.HOSTILE:
        assert " ".join(printable(name).split()) in text


def test_what_the_typeface_lacks_is_printed_as_a_box() -> None:
    assert printable("漢字 AB\u200b\x07") == "□□ AB□"
    assert printable("A\u030akerö Ελλάς Київ Đà Nẵng") == "Åkerö Ελλάς Київ Đà Nẵng"


def test_a_report_without_deals_is_a_short_pdf() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(samples.empty_report())))
    assert len(reader.pages) == 1
    assert "No deals were open, won or lost in June 2017." in reader.pages[0].extract_text()


@pytest.mark.parametrize("name", REPORTS)
def test_the_chart_of_a_mail_is_a_small_sharp_png(name: str) -> None:
    png = chart_png(REPORTS[name](), language="sv")
    assert png.startswith(b"\x89PNG")
    assert len(png) <= 40 * 1024
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (1104, 480)
