"""A new import: its file is looked at, and a first mapping suggested."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.common.errors import BusinessRuleError
from crm.common.files import StoredFile, delete_file, path_of
from exchange.mapping.document import Document, only_columns, with_sections
from exchange.models import ImportJob, signature_of
from exchange.profiling import FileProfile, freeze, profile_of, thaw
from exchange.readers import FileOptions, ReadError, open_table
from exchange.services.editing import editable_job, keep_changes
from exchange.suggesting import suggested_mapping
from users.models import User

REMEMBERED = frozenset(
    {"columns", "replace", "defaults", "templates", "multiply", "numbers", "dates", "declare"}
)


def create_import(
    stored: StoredFile, name: str, kind: str, *, by: User, at: datetime
) -> ImportJob:
    """Take over a stored file. Raises ReadError, and lets go of the file, when it is no table."""
    job = ImportJob(kind=kind, created_by=by, created_at=at, changed_at=at)
    job.take_file(stored, name)
    try:
        profile, stated = _first_look(job)
    except BusinessRuleError:
        delete_file(stored.key)
        raise
    _look(job, profile)
    job.mapping = with_sections(_first_mapping(job, profile), {"file": stated})
    job.save()
    return job


@transaction.atomic
def read_again(pk: int, options: dict[str, str], *, by: User, at: datetime) -> ImportJob:
    """Read the file as the person states: encoding, separator, sheet. Raises ReadError."""
    job = editable_job(pk, by=by)
    stated = {name: value for name, value in options.items() if value}
    profile = _profile(job, FileOptions(**stated))
    header = job.header
    _look(job, profile)
    if profile.header == header:
        job.mapping = with_sections(job.mapping, {"file": stated})
    else:
        fresh = suggested_mapping(job.kind, profile)
        job.mapping = with_sections(fresh, {"file": stated})
    return keep_changes(job, at=at)


@transaction.atomic
def suggest_again(pk: int, *, by: User, at: datetime) -> ImportJob:
    """Let go of the mapping, and begin with the suggestions."""
    job = editable_job(pk, by=by)
    file = job.mapping.get("file", {})
    job.mapping = with_sections(suggested_mapping(job.kind, profile_in(job)), {"file": file})
    return keep_changes(job, at=at)


def earlier_mapping(job: ImportJob) -> ImportJob | None:
    """The newest import of a file of the same make that went in."""
    earlier = ImportJob.objects.filter(kind=job.kind, signature=job.signature).exclude(pk=job.pk)
    return earlier.filter(imported_at__isnull=False).order_by("-imported_at").first()


def profile_in(job: ImportJob) -> FileProfile:
    return thaw(job.profile)


def _first_look(job: ImportJob) -> tuple[FileProfile, dict[str, str]]:
    """Where a file has two readings, the likelier one, with a note for the person."""
    try:
        return _profile(job, FileOptions()), {}
    except ReadError as error:
        if error.likely is None:
            raise
        profile = _profile(job, error.likely)
        profile.notes.append(error.message)
        stated = {name: value for name, value in asdict(error.likely).items() if value}
        return profile, stated


def _profile(job: ImportJob, options: FileOptions) -> FileProfile:
    return profile_of(open_table(path_of(job.file_key), options, job.file_name))


def _look(job: ImportJob, profile: FileProfile) -> None:
    job.profile, job.header = freeze(profile), profile.header
    job.signature = signature_of(profile.header)


def _first_mapping(job: ImportJob, profile: FileProfile) -> Document:
    """What went in with a file of the same make, else the suggestions."""
    earlier = earlier_mapping(job)
    if earlier is None:
        return suggested_mapping(job.kind, profile)
    known: dict[str, Any] = {
        key: value for key, value in earlier.mapping.items() if key in REMEMBERED
    }
    document = {"version": 1, "kind": job.kind, **known}
    return only_columns(document, profile.header)
