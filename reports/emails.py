"""The mails of this room: one function each, with a subject, a text and an HTML template."""

import re
from dataclasses import replace
from datetime import tzinfo

import css_inline
from django.template.loader import render_to_string
from django.utils import translation

from crm.common.mails import MailPart, RenderedMail
from reports import wording
from reports.content import MonthlyContent
from reports.pdf import chart_png, monthly_pdf
from reports.presentation import present

LONGEST_LIST = 5
CHART_ID = "monthly-chart@crm"

_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def monthly_mail(
    content: MonthlyContent, *, language: str, zone: tzinfo, site_url: str, settings_path: str
) -> RenderedMail:
    """The monthly report to one reader: text and HTML, the chart as a picture, the PDF attached.

    `site_url` has no slash at its end; `settings_path` is where the reader chooses language and
    time zone.
    """
    view = present(content, language=language, zone=zone, base_url=site_url, most=LONGEST_LIST)
    with translation.override(language):
        values = {
            "report": replace(
                view, headlines=view.headlines[:3], people=view.people[:LONGEST_LIST]
            ),
            "people_more": wording.all_text(len(view.people), LONGEST_LIST, language),
            "subject": _CONTROL.sub(" ", wording.subject(content, language)),
            "why": wording.why_text(content),
            "settings_url": site_url + settings_path,
            "chart_id": CHART_ID,
        }
        subject, text, html = (
            render_to_string(f"reports/monthly_mail.{part}", values)
            for part in ("subject.txt", "txt", "html")
        )
    pdf = monthly_pdf(content, language=language, zone=zone, base_url=site_url)
    return RenderedMail(
        subject=subject.strip(),
        text=text.strip() + "\n",
        html=_INLINER.inline(html),
        pictures=() if view.is_empty else (_chart(content, language),),
        attachments=(MailPart(_pdf_name(content), pdf, "application/pdf"),),
    )


def _chart(content: MonthlyContent, language: str) -> MailPart:
    return MailPart("chart.png", chart_png(content, language=language), "image/png", CHART_ID)


def _pdf_name(content: MonthlyContent) -> str:
    return f"monthly-report-{content.month:%Y-%m}.pdf"
