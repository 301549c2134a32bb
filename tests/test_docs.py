"""The documents name files that exist, link to what is there, and are reachable from README.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?")
MADE = (".venv/", ".tools/", "data/", "static/vendor/")
"""Folders that commands make; what lies in them is not looked for."""


def prose(document: Path) -> str:
    return CODE_BLOCK.sub("", document.read_text(encoding="utf-8"))


def paths_named(text: str) -> set[str]:
    """Texts in backticks that begin with a file or folder of the project's root."""
    top = {entry.name for entry in ROOT.iterdir()}
    whole = {code for code in CODE.findall(text) if PATH.fullmatch(code)}
    return {code for code in whole if code.partition("/")[0] in top and not code.startswith(MADE)}


def linked(document: Path) -> set[Path]:
    targets = {link.partition("#")[0] for link in LINK.findall(prose(document)) if ":" not in link}
    return {(document.parent / target).resolve() for target in targets if target}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_exists(document: Path) -> None:
    assert {name for name in paths_named(prose(document)) if not (ROOT / name).exists()} == set()
    assert {str(target) for target in linked(document) if not target.exists()} == set()


def test_a_path_that_leads_nowhere_is_noticed() -> None:
    text = "`docs/gone.md`, but neither `<room>/models.py` nor `data/run`, nor `bin/start --empty`"
    assert paths_named(text) == {"docs/gone.md"}


def test_all_documents_are_reachable_from_the_first() -> None:
    reached, waiting = set[Path](), [README]
    while waiting:
        document = waiting.pop()
        if document not in reached:
            reached.add(document)
            waiting += [target for target in linked(document) if target.suffix == ".md"]
    assert set(DOCUMENTS) <= reached
