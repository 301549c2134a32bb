"""The monthly mail: readable as text, as HTML, and without its picture."""

import html
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from crm.common.formats import NBSP
from crm.common.mails import RenderedMail
from reports.content import Edition, MonthlyContent
from reports.emails import monthly_mail
from tests.reports import samples

REPORTS = [
    samples.manager_report(),
    samples.head_report(),
    samples.empty_report(),
    samples.hostile_report(),
]


def mail_of(content: MonthlyContent, language: str = "en") -> RenderedMail:
    return monthly_mail(
        content,
        language=language,
        zone=ZoneInfo("Europe/Stockholm"),
        site_url="https://crm.example.com",
        settings_path="/settings/",
    )


def words_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace(NBSP, " ").split())


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("report", REPORTS)
def test_a_mail_keeps_to_its_budget(report: MonthlyContent, language: str) -> None:
    mail = mail_of(report, language)
    assert len(mail.html.encode()) <= 80 * 1024
    assert all(len(picture.content) <= 40 * 1024 for picture in mail.pictures)
    assert [part.name for part in mail.attachments] == ["monthly-report-2017-06.pdf"]
    assert mail.attachments[0].content.startswith(b"%PDF-")
    assert "\n" not in mail.subject
    assert f'lang="{language}"' in mail.html


@pytest.mark.parametrize("report", REPORTS)
def test_styles_are_inline_and_nothing_is_loaded_from_elsewhere(report: MonthlyContent) -> None:
    mail = mail_of(report)
    assert "<style" not in mail.html
    assert "<script" not in mail.html
    assert "<link" not in mail.html
    assert 'style="' in mail.html
    sources = re.findall(r'src="([^"]+)"', mail.html)
    assert sources == [f"cid:{picture.content_id}" for picture in mail.pictures]
    links = re.findall(r'href="([^"]+)"', mail.html)
    assert links
    assert all(link.startswith("https://crm.example.com/") for link in links)
    assert 'href=""' not in mail.html


def test_text_and_html_say_the_same_in_the_readers_language() -> None:
    for language, won, rate in (("en", "122,127 USD", "86.0%"), ("sv", "122 127 USD", "86,0 %")):
        mail = mail_of(samples.manager_report(), language)
        for text in (mail.text.replace(NBSP, " "), words_of(mail.html)):
            assert won in text
            assert rate in text
            assert "GTK 500 for Kan-code" in text
            assert "July will be quieter." in text
        assert "https://crm.example.com/reports/monthly/2017-06/" in mail.text
        assert "https://crm.example.com/settings/" in mail.text


def test_the_facts_of_the_month_stand_in_both_parts() -> None:
    mail = mail_of(samples.manager_report())
    assert re.search(r"Won deals: 37$", mail.text, re.MULTILINE)
    assert re.search(r"Lost deals: 6$", mail.text, re.MULTILINE)
    assert "Won deals 37 " in words_of(mail.html)
    assert "Lost deals 6 " in words_of(mail.html)


def test_the_picture_is_told_in_words() -> None:
    mail = mail_of(samples.manager_report())
    alt = re.search(r'alt="([^"]+)"', mail.html)
    assert alt is not None
    assert html.unescape(alt[1]).startswith(f"Highest in June 2017 (122,127{NBSP}USD)")
    assert f"May 2017: 103,497{NBSP}USD" in mail.text


def test_why_one_gets_the_mail_follows_the_edition() -> None:
    for edition, reason in (
        (Edition.MANAGER, "you are an account manager"),
        (Edition.HEAD, "you head these teams"),
        (Edition.COMPANY, "you are an administrator"),
    ):
        mail = mail_of(replace(samples.head_report(), edition=edition))
        assert reason in mail.text
        assert reason in mail.html


def test_a_mail_without_deals_is_short_and_has_no_chart() -> None:
    mail = mail_of(samples.empty_report())
    assert mail.subject == "June 2017: no deals open, won or lost"
    assert "No deals were open, won or lost in June 2017." in mail.text
    assert mail.pictures == ()
    assert len(mail.text.splitlines()) < 15
    assert "USD" not in words_of(mail.html)


def test_lists_are_cut_to_five_with_a_link_to_all() -> None:
    mail = mail_of(samples.hostile_report())
    assert words_of(mail.html).count("no movement for 94 days".capitalize()) == 5
    assert "All 312" in words_of(mail.html)
    assert "All 312: https://crm.example.com/deals/?outcome=open&owner=7" in mail.text


def test_names_come_out_literally() -> None:
    mail = mail_of(samples.hostile_report())
    for name in samples.HOSTILE:
        assert name in mail.text
        assert " ".join(name.split()) in words_of(mail.html)


def test_a_line_break_in_a_name_does_not_reach_the_header() -> None:
    report = replace(samples.head_report(), subject_name="Eva\r\nBcc: all@example.com")
    assert mail_of(report).subject.startswith("June 2017, Eva Bcc: all@example.com: ")
