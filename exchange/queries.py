"""What the pages of imports show."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import Sector
from catalog.models import Category
from crm.common.keyset import Page, page
from deals.models import Pipeline
from exchange.importing.lookups import TARGETS
from exchange.mapping.document import faults_of
from exchange.mapping.fields import KINDS
from exchange.models import ImportJob, Phase
from users.models import User

ORDER = ("-created_at", "-id")
MOST_NAMES = 300


@dataclass(frozen=True)
class Known:
    """Names that are here already, for what a mapping may create."""

    names: list[str] = field(default_factory=list)
    pipelines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Choices:
    """What a field of the kind may be, as suggestions while one types."""

    id: str
    names: list[str]


def import_page(user: User, cursor: str) -> Page[ImportJob]:
    jobs = ImportJob.objects.visible_to(user).select_related("created_by")
    return page(jobs.defer("profile", "mapping"), ORDER, cursor)


def known_names(user: User, kind: str) -> Known:
    if kind == "accounts":
        return Known(list(Sector.objects.visible_to(user).values_list("name", flat=True)))
    if kind == "products":
        return Known(list(Category.objects.visible_to(user).values_list("name", flat=True)))
    if kind == "deals":
        names = Pipeline.objects.visible_to(user).values_list("name", flat=True)
        return Known(pipelines=list(names))
    return Known()


def faults_in_mapping(job: ImportJob) -> list[str]:
    """What must be said before a dry run can begin."""
    return faults_of(job.mapping, job.kind) if job.phase == Phase.DRAFT else []


def choices_for(user: User, job: ImportJob) -> list[Choices]:
    """Known values of the fields that have problems, where they are few enough to list."""
    problems: list[dict[str, Any]] = (job.report or {}).get("problems", [])
    names = {problem["field"] for problem in problems if problem["code"].startswith("unknown")}
    specs = [spec for name, spec in KINDS[job.kind].fields.items() if name in names]
    found = []
    for spec in specs:
        if spec.choices:
            found.append(Choices(f"known-{spec.name}", [text for _code, text in spec.choices()]))
        elif spec.to in TARGETS:
            target = TARGETS[spec.to]
            rows = target.rows(user).order_by(target.label).values_list(target.label, flat=True)
            found.append(Choices(f"known-{spec.name}", list(rows[:MOST_NAMES])))
    return found
