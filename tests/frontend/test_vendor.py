"""What is vendored is what was built, and nothing that a page uses was cut away."""

import hashlib
import json
import re

from tests.frontend import sources

REBUILD = "Run: cd frontend && npm ci && npm run build"
ICON = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']|\bicon=["']([\w-]+)["']""")
CLASSES = re.compile(r"""\bclass=(?:"([^"]*)"|'([^']*)')""")
SELECTOR = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")


def test_each_vendored_file_has_the_sum_in_the_lock() -> None:
    lock = (sources.VENDOR / "vendor.lock").read_text().splitlines()
    locked = {name: digest for digest, name in (line.split("  ") for line in lock)}
    files = {path.name: path for path in sources.VENDOR.iterdir() if path.name != "vendor.lock"}
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    assert sums == locked, REBUILD


def test_packages_have_exact_versions() -> None:
    package = json.loads((sources.ROOT / "frontend/package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values()), versions


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = (sources.VENDOR / "icons.svg").read_text()
    there = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    missing = {
        f"{first or second} in {sources.name(path)}"
        for path in [*sources.templates(), *sources.python_files()]
        for first, second in ICON.findall(path.read_text())
        if (first or second) not in there
    }
    assert not missing, f"{REBUILD}. Missing: {sorted(missing)}"


def test_no_class_of_tabler_that_a_template_uses_was_cut_away() -> None:
    offered = set((sources.ROOT / "frontend/tabler-classes.txt").read_text().split())
    kept = set(SELECTOR.findall((sources.VENDOR / "tabler.css").read_text()))
    ours = {
        found
        for path in sources.own_static()
        if path.suffix == ".css"
        for found in SELECTOR.findall(path.read_text())
    }
    missing = {
        f"{word} in {sources.name(path)}"
        for path in sources.templates()
        for first, second in CLASSES.findall(path.read_text())
        for word in sources.without_tags(first or second).split()
        if word in offered - kept - ours
    }
    assert not missing, f"{REBUILD}. Missing: {sorted(missing)}"
