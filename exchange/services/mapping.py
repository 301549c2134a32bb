"""Changes of an import's mapping while it is being prepared."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from exchange.mapping.document import Document, only_columns, with_replacements, with_sections
from exchange.mapping.parse import parse_mapping
from exchange.models import ImportJob
from exchange.services.editing import editable_job, keep_changes
from users.models import User


@transaction.atomic
def change_mapping(pk: int, sections: Mapping[str, Any], *, by: User, at: datetime) -> ImportJob:
    """Put sections into the mapping; what a dry run said before is forgotten."""
    job = editable_job(pk, by=by)
    job.mapping = with_sections(job.mapping, sections)
    return keep_changes(job, at=at)


@transaction.atomic
def add_replacements(
    pk: int, rules: Mapping[str, Mapping[str, str]], *, by: User, at: datetime
) -> ImportJob:
    """Rules per field: text in the file → text to read instead."""
    job = editable_job(pk, by=by)
    job.mapping = with_replacements(job.mapping, rules)
    return keep_changes(job, at=at)


@transaction.atomic
def take_mapping(pk: int, document: Document, *, by: User, at: datetime) -> ImportJob:
    """Take a whole mapping, as of a mapping file. Raises MappingError with every fault in it."""
    job = editable_job(pk, by=by)
    parse_mapping(document, job.kind)
    file = {**job.mapping.get("file", {}), **document.get("file", {})}
    job.mapping = with_sections(only_columns(document, job.header), {"file": file})
    return keep_changes(job, at=at)
