"""Rules for every template: what the browser's policy forbids, and how files are named."""

import re
from pathlib import Path

import pytest

from tests.frontend import sources

FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)"),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "hx-on or a js: value": re.compile(r"\bhx-on\b|\bhx-(?:vals|headers)\s*=\s*[\"']js:"),
    "an address elsewhere": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//"),
}
ELSEWHERE = re.compile(r"(?:url\(|import\s|from\s|fetch\()\s*[\"']?(?:https?:)?//")
ROOTS = {"base.html", "api/docs.html"}
"""The shell, and the page of the API's description, which has a look of its own."""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    guilty = [
        sources.name(path)
        for path in sources.templates()
        if FORBIDDEN[what].search(sources.without_tags(path.read_text()))
    ]
    assert not guilty


def test_no_style_sheet_or_script_of_ours_loads_from_elsewhere() -> None:
    texts = {path: path.read_text() for path in sources.own_static() if path.suffix != ".svg"}
    assert not [sources.name(path) for path, text in texts.items() if ELSEWHERE.search(text)]


def test_a_page_extends_another_and_a_part_has_an_underscore() -> None:
    wrong = [sources.name(path) for path in sources.templates() if not _rightly_named(path)]
    assert not wrong


def _rightly_named(path: Path) -> bool:
    if path.relative_to(sources.TEMPLATES).as_posix() in ROOTS:
        return True
    extends = "{% extends" in path.read_text()
    return extends != path.name.startswith("_")


def test_only_the_shells_write_the_first_heading() -> None:
    shells = {"templates/base.html", "templates/base_signed_out.html"}
    guilty = {sources.name(path) for path in sources.templates() if "<h1" in path.read_text()}
    assert guilty == shells
