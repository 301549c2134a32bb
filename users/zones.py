"""The time zones that a person can choose."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones by region, each with its IANA name as value."""
    names = sorted(zoneinfo.available_timezones())
    regions = [
        (region, [(name, _city(name)) for name in names if name.startswith(f"{region}/")])
        for region in REGIONS
    ]
    return [*regions, ("UTC", [("UTC", "UTC")])]


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


def check_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like Europe/Stockholm."),
            "time_zone",
            {"name": name},
        )
