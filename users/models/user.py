"""People who sign in."""

import zoneinfo
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.common.models import (
    ImportedRecord,
    RecordQuerySet,
    track_history,
    unique_external_id,
)
from crm.common.sorting import sort_key
from users.models.role import Role, Theme
from users.models.team import Team
from users.zones import check_time_zone


class UserQuerySet(RecordQuerySet["User"]):
    def visible_to(self, user: "User") -> Self:
        """Colleagues: administrators see everyone; others those of the teams they look after or
        belong to, and the heads above.
        """
        if user.role == Role.ADMIN:
            return self
        line = Q(headed_teams__in=user.own_line_team_ids)
        mates = Q(team_id__in=[*user.overseen_team_ids, user.team_id])
        heads = self.model._base_manager.filter(line | mates | Q(pk=user.pk)).values("pk")
        return self.filter(pk__in=heads)

    def editable_by(self, user: "User") -> Self:
        return self if user.role == Role.ADMIN else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def in_role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)

    def without_password(self) -> Self:
        """People who cannot sign in yet: never invited, or an invitation is under way."""
        return self.filter(Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))

    def not_invited(self) -> Self:
        return self.active().without_password().filter(invited_at__isnull=True)

    def reported_to(self, reader: "User") -> Self:
        """Managers and heads whose deals the reader sees all of: oneself, the managers of the
        teams one looks after, and the heads who lead nothing but such teams.
        """
        people = self.in_role(Role.MANAGER, Role.HEAD)
        if reader.is_admin:
            return people
        teams = reader.overseen_team_ids
        elsewhere = Team.objects.exclude(pk__in=teams).filter(head__isnull=False)
        managers = Q(role=Role.MANAGER, team_id__in=teams)
        inside = Q(role=Role.HEAD, pk__in=Team.objects.filter(pk__in=teams).values("head"))
        heads = inside & ~Q(pk__in=elsewhere.values("head"))
        return people.filter(managers | heads | Q(pk=reader.pk))

    def who_may_own(self) -> Self:
        """People who can be made responsible for an account or a deal."""
        return self.active().filter(role__in=[Role.MANAGER, Role.HEAD, Role.ADMIN])


class _UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().filter(deleted_at__isnull=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(
        self, email: str, full_name: str, password: str | None = None, **extra: Any
    ) -> "User":
        user = self.model(email=email.strip().lower(), full_name=full_name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, full_name: str = "", password: str | None = None, **extra: Any
    ) -> "User":
        """An administrator.

        Raises ValidationError, which `createsuperuser` tells on the command line.
        """
        extra |= {"is_staff": True, "is_superuser": True, "role": Role.ADMIN}
        name = full_name or email.partition("@")[0]
        self.model(email=email.strip().lower(), full_name=name, **extra).full_clean(
            exclude=["password"]
        )
        return self.create_user(email, name, password, **extra)


UserManager = _UserManager.from_queryset(UserQuerySet)


@track_history
class User(ImportedRecord, AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address.

    The role says what one may do, the team whom one works with.
    """

    SUMMARY_COLUMNS = ("last_login", "password")
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(
        _("sort as"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("For example “Öberg, Åsa”. Empty: as the name is written."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MANAGER)
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("team"),
    )
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=settings.TIME_ZONE,
        validators=[check_time_zone],
    )
    theme = models.CharField(
        _("appearance"), max_length=10, choices=Theme.choices, default=Theme.SYSTEM
    )
    single_keys = models.BooleanField(_("single-letter keyboard shortcuts"), default=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("technical staff"), default=False)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    reports_since = models.DateField(
        _("monthly report since"),
        null=True,
        blank=True,
        help_text=_("Months that end after this day are reported by mail. Empty: no mail."),
    )
    sort_key = sort_key("full_name", unless="sort_name")

    objects = UserManager()
    all_objects = UserQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            unique_external_id("user"),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(deleted_at__isnull=True),
                name="user_email_unique",
                violation_error_message=_("Somebody with this e-mail address is already here."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def has_password(self) -> bool:
        """Whether this person ever chose one; imported and invited people have none."""
        return bool(self.password) and self.has_usable_password()

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_head(self) -> bool:
        return self.role == Role.HEAD

    @property
    def leads(self) -> bool:
        """Sales heads and administrators: those who see /lead/."""
        return self.role in {Role.HEAD, Role.ADMIN}

    @property
    def may_write(self) -> bool:
        return self.is_active and self.role != Role.READ_ONLY

    @cached_property
    def overseen_team_ids(self) -> list[int]:
        """Teams whose records this person sees: a head those headed and below, a reader the own
        team and below.
        """
        if self.role == Role.HEAD:
            return Team.objects.ids_below(self._headed_team_ids)
        if self.role == Role.READ_ONLY and self.team_id:
            return Team.objects.ids_below([self.team_id])
        return []

    @cached_property
    def overseen_people_ids(self) -> list[int]:
        """Whose records this person sees by rank: the own, and those of everybody in the teams
        looked after, still here or not. Keys, not a subquery: large tables are read by index then.
        """
        if not self.overseen_team_ids:
            return [self.pk]
        people = User.all_objects.filter(team_id__in=self.overseen_team_ids).exclude(pk=self.pk)
        return [self.pk, *people.order_by("pk").values_list("pk", flat=True)]

    @cached_property
    def sharing_team_ids(self) -> list[int]:
        """The own team, where its members see each other's accounts. A key, not a subquery, for
        statements are planned for what is there.
        """
        if self.team_id is None:
            return []
        own = Team.all_objects.filter(pk=self.team_id, shares_accounts=True)
        return list(own.values_list("pk", flat=True))

    @cached_property
    def own_line_team_ids(self) -> list[int]:
        """The teams one belongs to or heads, and those above them."""
        own = [self.team_id] if self.team_id else []
        return Team.objects.ids_above([*own, *self._headed_team_ids])

    @cached_property
    def _headed_team_ids(self) -> list[int]:
        headed = Team.objects.filter(head=self) if self.is_head else Team.objects.none()
        return list(headed.values_list("pk", flat=True))
