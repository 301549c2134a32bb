"""Uploads go straight into the private storage, where a page takes files from this person.

A page says so by `takes_files`. Anywhere else a file in a request is read past and kept nowhere.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from crm.common.files import Draft, FileTooLargeError, StoredFile, new_draft

MAX_UPLOAD = 100 << 20
READ_PAST = 2 * MAX_UPLOAD
"""Of a file that is too large the rest is read past, so that the person gets an answer; not
endlessly, and all files of a request count together."""

V = Callable[..., Any]


def takes_files(test: Callable[[Any], bool]) -> Callable[[V], V]:
    """Decorator, the outermost one: whoever passes the test may send a file to this view."""

    def mark(view: V) -> V:
        view.takes_files_of = test  # type: ignore[attr-defined]  # a mark that the handler looks for
        return view

    return mark


class PrivateUpload(UploadedFile):  # type: ignore[type-arg] # no parameter at run time
    """A complete upload. It is gone at the end of the request unless somebody keeps it."""

    def __init__(self, draft: Draft, name: str, size: int, *, is_too_large: bool) -> None:
        super().__init__(name=name, size=size)
        self.draft = draft
        self.is_too_large = is_too_large

    def keep(self) -> StoredFile:
        return self.draft.keep()

    def close(self) -> None:
        self.draft.discard()


class PrivateUploadHandler(FileUploadHandler):
    """Writes what comes to a draft; a file that never became complete leaves nothing."""

    chunk_size = 1 << 18
    draft: Draft | None = None
    received = 0
    total = 0

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self._drop()
        self.received, self.is_too_large = 0, False
        if not _is_taken(self.request):
            raise StopUpload(connection_reset=True)
        self.draft = new_draft(limit=MAX_UPLOAD)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        self.total += len(raw_data)
        if self.total > READ_PAST:
            raise StopUpload(connection_reset=True)
        if self.draft and not self.is_too_large:
            try:
                self.draft.write(raw_data)
            except FileTooLargeError:
                self.is_too_large = True
                self.draft.discard()

    def file_complete(self, file_size: int) -> PrivateUpload | None:
        draft, self.draft = self.draft, None
        if draft is None:
            return None
        draft.close()
        return PrivateUpload(
            draft, self.file_name or "", self.received, is_too_large=self.is_too_large
        )

    def upload_interrupted(self) -> None:
        self._drop()

    def upload_complete(self) -> None:
        self._drop()

    def _drop(self) -> None:
        if self.draft:
            self.draft.discard()
            self.draft = None


def _is_taken(request: HttpRequest | None) -> bool:
    match = request.resolver_match if request else None
    test = getattr(match.func, "takes_files_of", None) if match else None
    return bool(test and request and test(request.user))
