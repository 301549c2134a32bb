"""Private files: complete or not there, bounded, out of anybody's reach."""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crm.common import files
from crm.common.files import FileTooLargeError


def _stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_stream_is_stored_with_its_size_and_hash(own_files: Path) -> None:
    stored = files.save_stream([b"one,", b"two"], limit=7)
    assert (stored.size, stored.sha256) == (7, hashlib.sha256(b"one,two").hexdigest())
    with files.open_file(stored.key) as stream:
        assert stream.read() == b"one,two"
    assert _stored(own_files) == [files.path_of(stored.key)]


def test_only_the_program_may_read_it(own_files: Path) -> None:
    path = files.path_of(files.save_stream([b"secret"], limit=99).key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_is_too_large_leaves_nothing(own_files: Path) -> None:
    with pytest.raises(FileTooLargeError, match="larger than 4\u00a0B"):
        files.save_stream([b"12", b"34", b"5"], limit=4)
    assert _stored(own_files) == []


def test_a_stream_that_breaks_leaves_nothing(own_files: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the line is dead")

    with pytest.raises(OSError, match="dead"):
        files.save_stream(chunks(), limit=99)
    assert _stored(own_files) == []


def test_another_program_may_write_the_draft(own_files: Path) -> None:
    with files.draft() as one:
        one.path.write_bytes(b"a workbook")
        stored = one.keep()
    assert (stored.size, stored.sha256) == (10, hashlib.sha256(b"a workbook").hexdigest())


def test_a_draft_that_is_not_kept_is_gone(own_files: Path) -> None:
    with files.draft() as one:
        one.write(b"never mind")
    assert _stored(own_files) == []


def test_what_a_lost_writer_left_is_cleared(own_files: Path) -> None:
    old, new = files.new_draft(), files.new_draft()
    day_ago = time.time() - 86_400
    os.utime(old.path, (day_ago, day_ago))
    assert files.delete_partials(older_than=timedelta(hours=1)) == 1
    assert _stored(own_files) == [new.path]


def test_deleting_twice_is_no_fault(own_files: Path) -> None:
    key = files.save_stream([b"x"], limit=9).key
    files.delete_file(key)
    files.delete_file(key)
    assert not files.file_exists(key)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_a_key_of_other_make_leads_nowhere(key: str) -> None:
    assert not files.file_exists(key)
    with pytest.raises(ValueError, match="not the key"):
        files.path_of(key)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("accounts.csv", "accounts.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\Åsa\kunder 2026.xlsx", "kunder 2026.xlsx"),
        ("a\r\nSet-Cookie: x=1.csv", "aSet-Cookie: x=1.csv"),
        ("invoice\u202evsc.exe", "invoicevsc.exe"),
        ("...", "file"),
        ("", "file"),
        ("å" * 200 + ".csv", "å" * 146 + ".csv"),
        ("x" * 200, "x" * 150),
    ],
)
def test_names_are_for_reading_only(given: str, kept: str) -> None:
    assert files.clean_name(given) == kept


@pytest.mark.django_db  # a response that is closed looks after connections
def test_a_download_is_saved_and_never_shown(own_files: Path) -> None:
    stored = files.save_stream([b"<script>alert(1)</script>"], limit=99)
    with closing(files.download(stored.key, 'x"\r\n.html')) as response:
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"].startswith("attachment;")
        assert "\n" not in response["Content-Disposition"]
        assert response["X-Content-Type-Options"] == "nosniff"
