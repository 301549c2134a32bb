"""Teams and their heads, as the rows of a file of people name them."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from crm.common.matching import Verdict, normal_name
from exchange.importing.kind import Declared, Task
from exchange.importing.problems import Problem
from exchange.importing.staging import StagedRow
from exchange.mapping import placeholders
from exchange.mapping.convert import ConversionError, convert
from exchange.mapping.mapper import from_template
from users.models import Role, Team, User


@dataclass(slots=True)
class NamedTeam:
    """A team as the file names it: the name, the team above, the head, and the first row that says
    so.
    """

    name: str
    parent: str
    head: str
    row: int


class Teams:
    def __init__(self, task: Task) -> None:
        self.task = task
        self._known: dict[str, Team] = {}

    def of(self, row: StagedRow) -> dict[str, Any] | None:
        """The link to the row's team, or None when the row was refused because its team is not
        known.
        """
        path = row.value("team")
        if not isinstance(path, tuple) or not path:
            return {}
        team = self._known.get(normal_name(path[-1]))
        if team is None:
            message = _("“%(text)s” is not known.") % {"text": path[-1]}
            problem = Problem("team", "unknown", path[-1], message, known=tuple(self._names()))
            self.task.problems.add(problem, row.number)
            return None
        return {"team_id": team.pk}

    def _names(self) -> list[str]:
        return [team.name for team in self._known.values()]

    def declare(self) -> None:
        """Create missing teams from the top down and missing heads, and say where an existing team
        changes.
        """
        rows = Team.objects.visible_to(self.task.by)
        self._known = {normal_name(team.name): team for team in rows}
        if "team" not in self.task.mapping.fields:
            return
        for named in self._named():
            self._place(named)
        for named in self._named():
            if named.head and normal_name(named.name) in self._known:
                self._set_head(named)

    def _named(self) -> list[NamedTeam]:
        """Each team once, those above first; a team that the file places or heads in two ways is
        refused.
        """
        found: dict[str, NamedTeam] = {}
        for path, head, row in self.task.staging.distinct("team", "head"):
            for depth, name in enumerate(path or []):
                parent = path[depth - 1] if depth else ""
                own_head = (head or "") if depth == len(path) - 1 else ""
                self._agree(found, NamedTeam(name, parent, own_head, row))
        return list(found.values())

    def _agree(self, found: dict[str, NamedTeam], named: NamedTeam) -> None:
        first = found.setdefault(normal_name(named.name), named)
        if normal_name(first.parent) != normal_name(named.parent):
            message = _(
                "“%(name)s” is part of “%(one)s” in one row and of “%(other)s” in another."
            )
            values = {"name": named.name, "one": first.parent, "other": named.parent}
            self._refuse("team", named, message % values)
        if named.head and first.head and normal_name(first.head) != normal_name(named.head):
            message = _("“%(name)s” has two heads: “%(one)s” and “%(other)s”.")
            values = {"name": named.name, "one": first.head, "other": named.head}
            self._refuse("head", named, message % values)
        first.head = first.head or named.head

    def _refuse(self, field: str, named: NamedTeam, message: str) -> None:
        problem = Problem(field, "contradiction", named.name, message)
        if problem.message not in {one.message for one in self.task.problems.listed()}:
            self.task.problems.add(problem, named.row)

    def _place(self, named: NamedTeam) -> None:
        parent = self._known.get(normal_name(named.parent)) if named.parent else None
        team = self._known.get(normal_name(named.name))
        if team is None and self.task.mapping.declare.teams:
            team = Team.objects.create(name=named.name, parent=parent)
            self._known[normal_name(named.name)] = team
            self.task.declared.append(Declared("team", named.name))
        elif team and parent and team.parent_id != parent.pk:
            team.parent = parent
            team.save(update_fields=["parent"])
            self.task.declared.append(Declared("team", named.name, is_new=False))

    def _set_head(self, named: NamedTeam) -> None:
        team = self._known[normal_name(named.name)]
        head = self._head(named, team)
        if head is not None and team.head_id != head.pk:
            is_new = any(
                one.what == "team" and one.name == team.name for one in self.task.declared
            )
            team.head = head
            team.save(update_fields=["head"])
            if not is_new:
                self.task.declared.append(Declared("team", named.name, is_new=False))

    def _head(self, named: NamedTeam, team: Team) -> User | None:
        found = self.task.lookups.resolve("users", {named.head})[named.head]
        if found.verdict == Verdict.FOUND:
            return self._promoted(User.objects.visible_to(self.task.by).get(pk=found.pk))
        if found.verdict == Verdict.NEW and self.task.mapping.declare.heads:
            return self._new_head(named, team)
        message = _("The head “%(text)s” is not known.") % {"text": named.head}
        near = self.task.lookups.nearest("users", named.head)
        problem = Problem("head", "unknown_head", named.head, message, nearest=near)
        self.task.problems.add(problem, named.row)
        return None

    def _promoted(self, head: User) -> User:
        """Whoever is declared a head gets the role, unless it is one that sees more already."""
        if self.task.mapping.declare.heads and head.role == Role.MANAGER:
            head.role = Role.HEAD
            head.save(update_fields=["role"])
            self.task.declared.append(Declared("head", head.full_name, is_new=False))
        return head

    def _new_head(self, named: NamedTeam, team: Team) -> User | None:
        try:
            email = self._address(named.head)
        except ConversionError as error:
            problem = Problem("head", "email", named.head, error.message)
            self.task.problems.add(problem, named.row)
            return None
        head = User(full_name=named.head, email=email, role=Role.HEAD, team=team)
        head.password = make_password(None)
        User.objects.bulk_create([head])
        self.task.lookups.forget("users", named.head)
        self.task.declared.append(Declared("head", named.head))
        return head

    def _address(self, name: str) -> str:
        """From the mapping's pattern for addresses. Raises ConversionError when that makes none,
        or one that is taken.
        """
        texts = {"full_name": name, **placeholders.name_parts(name)}
        address = from_template(self.task.mapping, "email", texts)
        if not address:
            message = _(
                "“%(name)s” needs an e-mail address; give the mapping a template for “email”."
            )
            raise ConversionError("email", message % {"name": name})
        converted = str(convert(self.task.spec.fields["email"], address, self.task.mapping))
        if User.objects.filter(email__iexact=converted).exists():
            message = _("The address “%(text)s” is already taken.") % {"text": converted}
            raise ConversionError("taken", message)
        return converted
