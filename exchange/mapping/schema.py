"""A mapping as plain data: how the columns of a file become the fields of a kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from crm.common.errors import BusinessRuleError
from exchange.readers import FileOptions

VERSION = 1


class MappingError(BusinessRuleError):
    """The mapping cannot be used; `faults` names everything that is wrong with it at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are written. Both empty: as parse_amount() reads them, which refuses what has
    two readings.
    """

    decimal: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredStage:
    name: str
    kind: str
    probability: int
    idle_days: int | None


@dataclass(frozen=True, slots=True)
class DeclaredPipeline:
    name: str
    stages: tuple[DeclaredStage, ...]


@dataclass(frozen=True, slots=True)
class Declarations:
    """What an import may create beside its own rows."""

    teams: bool = False
    heads: bool = False
    parents: bool = False
    categories: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    pipeline: DeclaredPipeline | None = None


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """`columns` and `templates` give each field its columns or patterns in order of preference."""

    kind: str
    columns: Mapping[str, tuple[str, ...]]
    replace: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    multiply: Mapping[str, Decimal] = field(default_factory=dict)
    numbers: NumberFormat = NumberFormat()
    dates: str = "YYYY-MM-DD"
    declare: Declarations = Declarations()
    file: FileOptions = field(default_factory=FileOptions)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that this mapping gives a value; the others are left as they are."""
        return frozenset([*self.columns, *self.defaults, *self.templates])
