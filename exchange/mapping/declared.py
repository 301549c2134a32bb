"""The part of a mapping that says what else an import may create."""

from typing import Any

from django.utils.translation import gettext as _

from deals.models import Outcome
from exchange.mapping.check import Faults
from exchange.mapping.fields import KindSpec
from exchange.mapping.schema import Declarations, DeclaredPipeline, DeclaredStage

MAX_STAGES = 50


def parse_declarations(value: Any, spec: KindSpec, faults: Faults) -> Declarations:
    section = faults.mapping("declare", value, spec.declares)
    flags = {
        key: key in section and faults.flag(f"declare.{key}", section[key])
        for key in ("teams", "heads", "parents")
    }
    lists = {
        key: faults.texts(f"declare.{key}", section[key]) if key in section else ()
        for key in ("categories", "sectors")
    }
    pipeline = _pipeline(section["pipeline"], faults) if "pipeline" in section else None
    return Declarations(
        teams=flags["teams"],
        heads=flags["heads"],
        parents=flags["parents"],
        categories=lists["categories"],
        sectors=lists["sectors"],
        pipeline=pipeline,
    )


def _pipeline(value: Any, faults: Faults) -> DeclaredPipeline:
    place = "declare.pipeline"
    section = faults.mapping(place, value, ("name", "stages"))
    listed = section.get("stages")
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_STAGES:
        message = _("must be a list of 1 to %(limit)d stages.")
        faults.add(f"{place}.stages", message % {"limit": MAX_STAGES})
        listed = []
    stages = tuple(
        _stage(f"{place}.stages[{index}]", item, faults)
        for index, item in enumerate(listed, start=1)
    )
    names = [stage.name.casefold() for stage in stages]
    for name in {name for name in names if names.count(name) > 1}:
        faults.add(f"{place}.stages", _("“%(name)s” stands there twice.") % {"name": name})
    return DeclaredPipeline(faults.text(f"{place}.name", section.get("name")), stages)


def _stage(place: str, value: Any, faults: Faults) -> DeclaredStage:
    section = faults.mapping(place, value, ("name", "kind", "probability", "idle_days"))
    kind = str(section.get("kind", Outcome.OPEN))
    if kind not in Outcome.values:
        faults.unknown(f"{place}.kind", kind, Outcome.values)
    settled = (
        {Outcome.WON: 100, Outcome.LOST: 0}.get(Outcome(kind)) if kind in Outcome.values else 0
    )
    probability = section.get("probability", settled)
    idle = section.get("idle_days")
    return DeclaredStage(
        name=faults.text(f"{place}.name", section.get("name")),
        kind=kind,
        probability=faults.number(f"{place}.probability", probability, 0, 100),
        idle_days=None if idle is None else faults.number(f"{place}.idle_days", idle, 1, 3650),
    )
