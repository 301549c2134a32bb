"""Private files: what people upload, and what is made for them to download.

They lie under FILES_DIR with random names, readable by the program only; no address leads there. A
file appears under its name when it is complete: what is half written lies in `partial/`, and a
sweep clears it when its writer was lost.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.common.errors import BusinessRuleError

CHUNK = 1 << 20
LONGEST_NAME = 150
KEY = re.compile(r"[0-9a-f]{32}")
UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LARGEST_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


class FileTooLargeError(BusinessRuleError):
    """More bytes came than may be stored; nothing is kept of them."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            _("The file is larger than %(limit)s, which is the most.")
            % {"limit": size_text(limit)}
        )


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`key` names the file in the storage."""

    key: str
    size: int
    sha256: str


class FileRecord(models.Model):
    """Base of a table whose rows own a file each; who sees the row may have the file."""

    file_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    file_name = models.CharField(
        gettext_lazy("file"), max_length=LONGEST_NAME, blank=True, default=""
    )
    file_size = models.PositiveBigIntegerField(gettext_lazy("size"), default=0, editable=False)
    file_sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    @property
    def has_file(self) -> bool:
        return bool(self.file_key)

    def take_file(self, stored: StoredFile, name: str) -> None:
        """Own this file; the caller saves the row."""
        self.file_key, self.file_size = stored.key, stored.size
        self.file_sha256, self.file_name = stored.sha256, clean_name(name)


@dataclass
class Draft:
    """A file that is being written: by `write`, or by anything that writes to `path`.

    Without `keep` nothing remains of it.
    """

    path: Path
    limit: int | None = None
    size: int = 0
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _stream: IO[bytes] | None = None

    def write(self, chunk: bytes) -> None:
        """Raises FileTooLargeError at the chunk that passes the limit."""
        self.size += len(chunk)
        if self.limit is not None and self.size > self.limit:
            raise FileTooLargeError(self.limit)
        if self._stream is None:
            self._stream = self.path.open("wb")
        self._digest.update(chunk)
        self._stream.write(chunk)

    def keep(self) -> StoredFile:
        """Put the file in its place, all of it; from now on it is there after a power cut, too."""
        self.close()
        size, digest = self._measured()
        if self.limit is not None and size > self.limit:
            raise FileTooLargeError(self.limit)
        key = self.path.name
        target = path_of(key)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.replace(target)
        _settle(target.parent)
        return StoredFile(key, size, digest)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()

    def discard(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)

    def _measured(self) -> tuple[int, str]:
        """Size and hash; read from the disk where another program wrote the file."""
        with self.path.open("rb") as stream:
            os.fsync(stream.fileno())
            if self._stream is not None:
                return self.size, self._digest.hexdigest()
            return self.path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def new_draft(*, limit: int | None = None) -> Draft:
    """The caller keeps or discards it."""
    folder = _root() / "partial"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    path.touch(mode=0o600)
    return Draft(path, limit)


@contextmanager
def draft(*, limit: int | None = None) -> Iterator[Draft]:
    """A file to write; gone after the block unless it was kept."""
    one = new_draft(limit=limit)
    try:
        yield one
    finally:
        one.discard()


def save_stream(chunks: Iterable[bytes], *, limit: int) -> StoredFile:
    """Store what comes, a chunk in memory at a time. Raises FileTooLargeError, keeping nothing."""
    with draft(limit=limit) as one:
        for chunk in chunks:
            one.write(chunk)
        return one.keep()


def path_of(key: str) -> Path:
    """Where the file lies. A key that this module did not make raises ValueError."""
    if not KEY.fullmatch(key):
        raise ValueError("This is not the key of a stored file.")
    return _root() / key[:2] / key


def open_file(key: str) -> IO[bytes]:
    return path_of(key).open("rb")


def file_exists(key: str) -> bool:
    return bool(KEY.fullmatch(key)) and path_of(key).is_file()


def delete_file(key: str) -> None:
    """Deleting what is gone already is no fault."""
    path_of(key).unlink(missing_ok=True)


def delete_partials(*, older_than: timedelta) -> int:
    """Clear what lost writers left half written; returns how many files."""
    return _delete(_aged((_root() / "partial").glob("*"), older_than))


def delete_unowned(*, older_than: timedelta) -> int:
    """Clear files that no row has: whoever wrote or dropped them was lost just then."""
    found = {path.name: path for path in _aged(_root().glob("[0-9a-f]*/*"), older_than)}
    for model in apps.get_models():
        if issubclass(model, FileRecord):
            rows = model._base_manager.filter(file_key__in=list(found))
            for key in rows.values_list("file_key", flat=True):
                found.pop(key, None)
    return _delete(found.values())


def _aged(paths: Iterable[Path], age: timedelta) -> Iterator[Path]:
    oldest = time.time() - age.total_seconds()
    for path in paths:
        with suppress(FileNotFoundError):  # its writer is done with it meanwhile
            if path.stat().st_mtime < oldest:
                yield path


def _delete(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        path.unlink(missing_ok=True)
        count += 1
    return count


def download(key: str, name: str) -> FileResponse:
    return attachment(open_file(key), name)


def attachment(file: IO[bytes], name: str) -> FileResponse:
    """The file as an attachment: a browser saves it and never shows it as a page."""
    response = FileResponse(
        file,
        as_attachment=True,
        filename=clean_name(name),
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def clean_name(name: str) -> str:
    """A name for people to read: no folders, no control or direction marks, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = UNWANTED.sub("", last).strip(" .")
    if len(plain) > LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
        plain = plain[: LONGEST_NAME - len(ending)] + ending
    return plain or "file"


def size_text(size: int) -> str:
    for unit, name in LARGEST_UNITS:
        if size >= unit:
            return f"{size / unit:.3g}\u00a0{name}"
    return f"{size}\u00a0B"


def _root() -> Path:
    return Path(settings.FILES_DIR)


def _settle(folder: Path) -> None:
    """The folder's own entry is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
