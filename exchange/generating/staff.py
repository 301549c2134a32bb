"""Who works there: a tree of three levels, with a head for each team."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from crm.common.bulk import Target
from exchange.generating.copying import reserved
from exchange.generating.sizes import Sizes
from exchange.generating.words import COUNTRIES, Person, person
from users.models import Role, Team, User

DOMAIN = "havsnora.example"
COMPANY = "Havsnora"


@dataclass(frozen=True)
class TeamPlan:
    pk: int
    name: str
    parent: int | None


@dataclass(frozen=True)
class UserPlan:
    pk: int
    person: Person
    email: str
    role: Role
    team: int | None


@dataclass(frozen=True)
class StaffPlan:
    """`managers` are spread over the lowest teams; `heads`: team → its head."""

    teams: list[TeamPlan]
    users: list[UserPlan]
    heads: dict[int, int]

    @property
    def managers(self) -> list[UserPlan]:
        return [user for user in self.users if user.role == Role.MANAGER]

    def first(self, role: Role) -> UserPlan:
        return next(user for user in self.users if user.role == role)


def write_staff(sizes: Sizes, random: Random, password: str) -> StaffPlan:
    """`password` is the hash with which all of them sign in."""
    team_keys = reserved(Team, 1 + sizes.regions + sizes.teams)
    user_keys = reserved(User, 2 + len(team_keys) + sizes.managers)
    plan = plan_staff(sizes, random, team_keys, user_keys)
    Target(Team, "id", "name", "parent_id").write(
        (team.pk, team.name, team.parent) for team in plan.teams
    )
    now = timezone.now()
    Target(
        User, "id", "email", "full_name", "sort_name", "role", "team_id", "password", "last_login"
    ).write(
        (user.pk, user.email, user.person.full_name, user.person.sort_name, user.role, user.team,
         password, now)
        for user in plan.users
    )  # fmt: skip
    heads = [Team(pk=team, head_id=head) for team, head in plan.heads.items()]
    Team.objects.bulk_update(heads, ["head"])
    return plan


def plan_staff(
    sizes: Sizes, random: Random, team_keys: list[int], user_keys: list[int]
) -> StaffPlan:
    """An administrator, a head for each team, a reader, and the managers."""
    teams = list(_teams(sizes, team_keys))
    lowest = [team.pk for team in teams[1 + sizes.regions :]]
    roles: list[tuple[Role, int | None]] = [(Role.ADMIN, None)]
    roles += [(Role.HEAD, team.pk) for team in teams]
    roles += [(Role.READ_ONLY, teams[0].pk)]
    roles += [(Role.MANAGER, lowest[place % len(lowest)]) for place in range(sizes.managers)]
    users = [
        _user(pk, number, role, team, random)
        for number, (pk, (role, team)) in enumerate(zip(user_keys, roles, strict=True), start=1)
    ]
    heads = {user.team: user.pk for user in users if user.role == Role.HEAD and user.team}
    return StaffPlan(teams, users, heads)


def _teams(sizes: Sizes, keys: list[int]) -> Iterator[TeamPlan]:
    top, regions = keys[0], keys[1 : 1 + sizes.regions]
    yield TeamPlan(top, COMPANY, None)
    for number, pk in enumerate(regions, start=1):
        yield TeamPlan(pk, f"Region {number}", top)
    towns = COUNTRIES[0].cities
    for place, pk in enumerate(keys[1 + len(regions) :]):
        town = f"{towns[place % len(towns)]} {place // len(towns) + 1}"
        yield TeamPlan(pk, f"Team {town}", regions[place % len(regions)])


def _user(pk: int, number: int, role: Role, team: int | None, random: Random) -> UserPlan:
    who = person(random)
    return UserPlan(pk, who, f"{who.mailbox}.{number}@{DOMAIN}", role, team)
