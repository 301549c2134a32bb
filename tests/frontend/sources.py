"""The files that the front-end tests read."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = ROOT / "templates"
ROOMS = (
    "crm",
    "users",
    "catalog",
    "accounts",
    "messaging",
    "deals",
    "reports",
    "lead",
    "exchange",
)


def templates() -> Iterator[Path]:
    """Every template of a page or of a part of one; mails bring their own styles, inlined."""
    pages = TEMPLATES.rglob("*.html")
    return (path for path in pages if not is_mail(path))


def is_mail(path: Path) -> bool:
    return "email" in path.parent.name or bool(re.search(r"(^|_)mail(_|$)", path.stem))


def python_files() -> Iterator[Path]:
    return (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def own_static() -> Iterator[Path]:
    return (path for path in STATIC.rglob("*.*") if VENDOR not in path.parents)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def without_tags(text: str) -> str:
    """Markup without template tags and comments."""
    return re.sub(r"\{[%#{].*?[%#}]\}", " ", text, flags=re.DOTALL)
