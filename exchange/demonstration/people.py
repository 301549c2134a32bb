"""Who works at the demonstration company: two teams in one region, and how they are made."""

from dataclasses import dataclass

from users.models import Role, Team, User

MARK = "demonstration"
"""The external id of the top team, by which the company is known."""
DOMAIN = "nordanvik.example"


@dataclass(frozen=True)
class Staff:
    """`north` and `south` are the managers of the two teams."""

    admin: User
    head: User
    north: tuple[User, ...]
    south: tuple[User, ...]
    team_north: Team
    team_south: Team

    @property
    def managers(self) -> tuple[User, ...]:
        return (*self.north, *self.south)


def hire(password: str) -> Staff:
    """Everybody signs in with the same password; nobody gets mail."""
    region = Team.objects.create(name="Sverige", external_id=MARK)
    north = Team.objects.create(name="Team Nord", parent=region)
    south = Team.objects.create(name="Team Syd", parent=region, shares_accounts=True)
    secret = _hashed(password)
    head = _person("Ingrid Åkerlund", Role.HEAD, region, secret)
    Team.objects.filter(pk=region.pk).update(head=head)
    _person("Lars Wiklund", Role.READ_ONLY, region, secret)
    return Staff(
        admin=_person("Karin Ekdahl", Role.ADMIN, None, secret),
        head=head,
        north=tuple(
            _person(name, Role.MANAGER, north, secret)
            for name in ("Åsa Öberg", "Johan Lindqvist", "Märta Hägg")
        ),
        south=(
            _person("Erik Sjöström", Role.MANAGER, south, secret),
            _person("Samira Haddad", Role.MANAGER, south, secret),
            _person("Emily Carter", Role.MANAGER, south, secret, language="en"),
        ),
        team_north=north,
        team_south=south,
    )


def _hashed(password: str) -> str:
    someone = User()
    someone.set_password(password)
    return someone.password


def _person(
    name: str, role: Role, team: Team | None, password: str, *, language: str = "sv"
) -> User:
    first, last = name.split()
    return User.objects.create(
        email=f"{plain(first)}.{plain(last)}@{DOMAIN}",
        full_name=name,
        sort_name=f"{last}, {first}",
        role=role,
        team=team,
        language=language,
        password=password,
    )


def plain(text: str) -> str:
    """The text as part of an address: “Åkerö Hälsovård” becomes “akerohalsovard”."""
    folded = text.lower().translate(str.maketrans("åäöéøæü", "aaoeoau"))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())
