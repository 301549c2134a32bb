"""The Swedish catalogue is complete, true to its placeholders, and reaches the pages.

After a text was added or changed:

    bin/manage makemessages --locale sv --no-location --no-obsolete \
        --ignore tests --ignore data --ignore staticfiles --ignore node_modules

and then translate what is new in locale/sv/LC_MESSAGES/django.po; docs/glossary.md has the terms.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import allauth
import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from crm.common import borrowed_texts
from reports.emails import monthly_mail
from tests.browser.pages import pages_of_a_visitor, pages_of_the_administrator
from tests.cast import Cast
from tests.reports.samples import head_report
from users.models import User

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "sv" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\w+\}")
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
NAMED = re.compile(r"""\b(?:aria-label|title|placeholder|alt|data-label)=(["'])(.*?)\1""")

Text = tuple[str | None, str, str | None]


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def texts(catalogue: polib.POFile) -> set[Text]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural or None)
        for entry in catalogue
        if not entry.obsolete
    }


def translations(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Pairs of original and translation; both plural forms go with the English plural."""
    if entry.msgid_plural:
        return [(entry.msgid_plural, text) for text in entry.msgstr_plural.values()]
    return [(entry.msgid, entry.msgstr)]


def placeholders(text: str) -> Counter[str]:
    """Doubled percent signs are written out; how many of them a language needs is its own."""
    found = Counter(PLACEHOLDER.findall(text))
    del found["%%"]
    return found


def sources() -> Iterator[Path]:
    """The folders of the program's own code and templates."""
    root = Path(settings.BASE_DIR)
    apps_here = [app.name for app in apps.get_app_configs() if "site-packages" not in app.path]
    for name in sorted({app.partition(".")[0] for app in apps_here} | {"crm", "templates"}):
        yield root / name


def test_every_text_is_translated(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_the_catalogue_has_the_texts_of_the_sources(
    catalogue: polib.POFile, tmp_path: Path
) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is missing. On Debian: apt-get install gettext")
    for folder in sources():
        only_texts = shutil.ignore_patterns("__pycache__", "fonts")
        shutil.copytree(folder, tmp_path / folder.name, ignore=only_texts)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "sv", "-v0"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    found = texts(polib.pofile(str(tmp_path / "locale/sv/LC_MESSAGES/django.po")))
    known = texts(catalogue)
    assert found - known == set(), "not in the catalogue"
    assert known - found == set(), "in no source any more"


def test_placeholders_are_the_same(catalogue: polib.POFile) -> None:
    different = [
        (original, text)
        for entry in catalogue
        for original, text in translations(entry)
        if placeholders(original) != placeholders(text)
    ]
    assert different == []


def test_swedish_is_set_like_swedish(catalogue: polib.POFile) -> None:
    """Quotation marks are ”…”, a percent sign stands apart from its number."""
    odd = [
        text
        for entry in catalogue
        for _original, text in translations(entry)
        if re.search(r"[“„‟]", text) or re.search(r"[\d)s]%%", text)
    ]
    assert odd == []


def test_the_months_are_those_of_django() -> None:
    """Our texts come before Django's: a “May” of ours would become the month, too."""
    with translation.override("sv"):
        assert date_format(date(2026, 5, 1), "F Y") == "maj 2026"


def test_borrowed_texts_are_still_those_of_the_libraries() -> None:
    """With our own catalogue set aside, the libraries' ones still know each of them."""
    paths = [*Path(django.__file__).parent.rglob("locale/sv/LC_MESSAGES/*.mo")]
    paths += Path(allauth.__file__).parent.rglob("locale/sv/LC_MESSAGES/*.mo")
    theirs = {entry.msgid for path in paths for entry in polib.mofile(str(path))}
    assert set(borrowed_texts.SINGLE) - theirs == set()


@pytest.mark.django_db
def test_no_page_shows_an_english_text(
    cast: Cast, client: Client, catalogue: polib.POFile
) -> None:
    User.objects.update(language="sv")
    client.force_login(cast.ada)
    pages = [(client, page) for page in pages_of_the_administrator(cast)]
    pages += [(Client(), page) for page in pages_of_a_visitor(cast)]
    assert len(pages) > 30
    english = frozenset(english_only(catalogue))
    left = {}
    for browser, page in pages:
        html = browser.get(page.url, headers={"accept-language": "sv"}).content.decode()
        assert '<html lang="sv"' in html, page.url
        if found := english & set(shown(html)):
            left[page.route] = found
    assert left == {}


def test_the_monthly_mail_is_swedish(catalogue: polib.POFile) -> None:
    """Whatever language is active when it is made."""
    zone = ZoneInfo("Europe/Stockholm")
    mail = monthly_mail(
        head_report(), language="sv", zone=zone, site_url="https://crm.example", settings_path="/"
    )
    assert "vunnet" in mail.subject
    words = {part.strip(" .:") for part in re.split(r"[\n:()·]", mail.text)}
    assert not set(english_only(catalogue)) & (words | set(shown(mail.html)))


def english_only(catalogue: polib.POFile) -> Iterator[str]:
    """Texts that look otherwise in Swedish, and that no name or code can be by chance."""
    swedish = {text for entry in catalogue for _original, text in translations(entry)}
    for entry in catalogue:
        for original, text in translations(entry):
            if text != original and original not in swedish:
                yield original


def shown(html: str) -> Iterator[str]:
    """The texts of a page, tag by tag, and the names that only assistive technology reads."""
    for text in TAG.sub("\n", html).splitlines():
        yield unescape(text).strip()
    for _quote, text in NAMED.findall(html):
        yield unescape(text).strip()
