"""The builder's form: rows that may be unfinished, between the address and a list's conditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from crm.common.lists.conditions import Field, Reader
from crm.common.lists.where.kinds import Operator
from crm.common.lists.where.operands import ImpossibleError, Json, Option
from crm.common.lists.where.parsing import (
    ALL,
    ANY,
    MOST_CONDITIONS,
    Condition,
    Fields,
    Group,
    condition_of,
)

MOST_GROUPS = 5


@dataclass(frozen=True)
class Line:
    """One condition as it stands in the form. `group` is empty in the outer group."""

    number: int
    group: str
    field: Field
    operator: Operator
    values: Sequence[str] = ()
    error: str = ""

    @property
    def key(self) -> str:
        """The number in the names of the line's inputs."""
        return str(self.number)

    @property
    def json(self) -> Json:
        """Raises ImpossibleError."""
        operand = self.operator.operand.sent(list(self.values))
        return [self.field.name, self.operator.name, *([] if operand is None else [operand])]

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def until(self) -> str:
        return self.values[1] if len(self.values) > 1 else ""


@dataclass(frozen=True)
class Form:
    """`modes` says for each group ("" is the outer one) whether all or any conditions count."""

    fields: Fields
    lines: list[Line] = field(default_factory=list)
    modes: dict[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> list[str]:
        """The inner groups, in the order of their first condition."""
        return list(dict.fromkeys(line.group for line in self.lines if line.group))

    @property
    def is_full(self) -> bool:
        return len(self.lines) >= MOST_CONDITIONS

    def mode(self, group: str) -> str:
        return self.modes.get(group, ANY if group else ALL)

    def inside(self, group: str) -> list[Line]:
        return [line for line in self.lines if line.group == group]

    def with_line(self, group: str) -> "Form":
        if self.is_full:
            return self
        number = max((line.number for line in self.lines), default=-1) + 1
        return replace(self, lines=[*self.lines, self._new(number, group)])

    def with_group(self) -> "Form":
        free = [str(n) for n in range(1, MOST_GROUPS + 1) if str(n) not in self.groups]
        return self.with_line(free[0]) if free else self

    def without(self, number: str) -> "Form":
        return replace(self, lines=[line for line in self.lines if str(line.number) != number])

    def _new(self, number: int, group: str) -> Line:
        first = next(iter(self.fields.values()))
        return Line(number, group, first, first.kind.operators[0])

    def checked(self, reader: Reader) -> "Form":
        """The same, with what is wrong beside each line."""
        return replace(self, lines=[_checked(line, self.fields, reader) for line in self.lines])

    @property
    def has_errors(self) -> bool:
        return any(line.error for line in self.lines)

    @property
    def json(self) -> Json:
        """What the lines say; None without any. Raises ImpossibleError."""
        items: list[Json] = [line.json for line in self.inside("")]
        items += [
            {self.mode(group): [line.json for line in self.inside(group)]} for group in self.groups
        ]
        return {self.mode(""): items} if items else None


def form_of(fields: Fields, where: Group | None) -> Form:
    """The conditions that a list has, to be changed."""
    if where is None:
        return Form(fields).with_line("")
    modes, lines = {"": where.mode}, list[Line]()
    inner = 0
    for item in where.items:
        group = ""
        if isinstance(item, Group):
            inner += 1
            group = str(inner)
            modes[group] = item.mode
        for condition in item.conditions():
            lines.append(_line(len(lines), group, condition))
    return Form(fields, lines, modes)


def sent_form(fields: Fields, sent: QueryDict) -> Form:
    """What was sent; a field or operator that does not exist (any more) becomes the first one."""
    numbers = [number for number in sent.getlist("row") if number.isdecimal()][:MOST_CONDITIONS]
    lines = [_sent_line(fields, sent, int(number[:4])) for number in dict.fromkeys(numbers)]
    groups = ["", *map(str, range(1, MOST_GROUPS + 1))]
    modes = {group: sent.get(f"mode{group}", "") for group in groups}
    return Form(
        fields, lines, {group: mode for group, mode in modes.items() if mode in {ALL, ANY}}
    )


def _sent_line(fields: Fields, sent: QueryDict, number: int) -> Line:
    chosen = fields.get(sent.get(f"field-{number}", "")) or next(iter(fields.values()))
    operator = chosen.kind.operator(sent.get(f"op-{number}")) or chosen.kind.operators[0]
    group = sent.get(f"in-{number}", "")
    inner = group if group in map(str, range(1, MOST_GROUPS + 1)) else ""
    return Line(number, inner, chosen, operator, sent.getlist(f"value-{number}"))


def _line(number: int, group: str, condition: Condition) -> Line:
    operand = condition.json[2] if len(condition.json) == 3 else []
    values = operand if isinstance(operand, list) else [operand]
    texts = [str(value) for value in values]
    return Line(number, group, condition.field, condition.operator, texts)


def _checked(line: Line, fields: Fields, reader: Reader) -> Line:
    try:
        condition_of(line.json, fields, reader)
    except ImpossibleError as error:
        return replace(line, error=error.message)
    return line


def options_of(line: Line, reader: Reader) -> Iterator[tuple[Option, bool]]:
    """What can be chosen, and whether it is."""
    chosen = set(line.values)
    for option in line.operator.operand.options(reader, chosen):
        yield option, option.value in chosen
