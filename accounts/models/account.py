"""Organisations served: what they are, who looks after them, and how far the relation has come."""

from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.circles import NoCircle
from accounts.identifiers import normal_org_number
from accounts.models.sector import Sector
from accounts.visibility import granted_keys, granted_to
from crm.common.currencies import check_country, currency_field
from crm.common.models import (
    ImportedRecord,
    LiveManager,
    RecordQuerySet,
    track_history,
    unique_external_id,
    user_key,
)
from crm.common.search.conditions import holding
from crm.common.search.keys import number_indexes, search_indexes, search_key_field
from crm.common.search.vocabulary import keeps_words
from crm.common.sorting import missing_last, sort_key
from users.models import Team
from users.scope import owned_in_scope

if TYPE_CHECKING:
    from users.models import User


_IN_GROUP = """
    WITH RECURSIVE below AS (
        SELECT id FROM accounts_account WHERE id = %s
        UNION
        SELECT account.id FROM accounts_account account JOIN below ON account.parent_id = below.id
    )
    SELECT id FROM below
"""


class Lifecycle(models.TextChoices):
    SUSPECT = "suspect", _("suspect")
    PROSPECT = "prospect", _("prospect")
    ACTIVE = "active", _("active")
    KEY = "key", pgettext_lazy("account", "key")
    DORMANT = "dormant", _("dormant")
    LOST = "lost", _("lost")
    WON_BACK = "won_back", _("won back")


class Source(models.TextChoices):
    REFERRAL = "referral", _("referral")
    WEB = "web", _("website")
    EVENT = "event", _("fair or event")
    CALL = "call", _("call")
    PARTNER = "partner", _("partner")
    CAMPAIGN = "campaign", _("campaign")
    IMPORT = "import", _("import")
    OTHER = "other", _("other")


class AccountQuerySet(RecordQuerySet["Account"]):
    def visible_to(self, user: "User") -> Self:
        """Owner, members, heads above, administrators; teams that share; owners of its records.

        Whoever looks after no team sees few of many: the keys come from indexes at once. Others
        see so many that a page is soon full when row by row is asked.
        """
        if user.is_admin:
            return self
        shared = Q(team_id__in=user.sharing_team_ids)
        if user.overseen_team_ids:
            return self.filter(self._in_charge(user) | shared | granted_to(user))
        keys = self._own(user).union(self._keys(shared), *granted_keys(user))
        return self.filter(pk__in=keys)

    def editable_by(self, user: "User") -> Self:
        """As visible, but not what one sees only by a sharing team or by a record on it."""
        if not user.may_write:
            return self.none()
        if user.is_admin:
            return self
        if user.overseen_team_ids:
            return self.filter(self._in_charge(user))
        return self.filter(pk__in=self._own(user))

    def with_names(self) -> Self:
        """With owner, sector and team."""
        return self.select_related("owner", "sector", "team")

    def named(self, text: str) -> Self:
        """Whose name holds the words of the text (in any order, case and accents aside), or whose
        number begins with it.
        """
        number = normal_org_number(text)
        by_number = Q(org_number__startswith=number) if len(number) >= 4 else Q()
        return self.filter(holding(text) | by_number) if text.strip() else self

    def in_group(self, top: int) -> Self:
        """The company and all below it, at whatever depth."""
        return self.filter(pk__in=RawSQL(_IN_GROUP, [top]))  # noqa: S611 - a constant

    def _in_charge(self, user: "User") -> Q:
        member = Exists(AccountMember.objects.filter(user=user, account=OuterRef("pk")))
        return owned_in_scope(user) | Q(team_id__in=user.overseen_team_ids) | Q(member)

    def _own(self, user: "User") -> models.QuerySet[Any, Any]:
        """Those of an owner or member who looks after no team."""
        member = AccountMember.objects.filter(user=user)
        return self._keys(Q(owner=user)).union(member.values("account_id"))

    def _keys(self, condition: Q) -> models.QuerySet[Any, Any]:
        return self.model._base_manager.filter(condition).values("pk")


@keeps_words
@track_history
@pgtrigger.register(NoCircle())
class Account(ImportedRecord):
    """An organisation: somebody served, or somebody who may be one day."""

    name = models.CharField(_("name"), max_length=200)
    org_number = models.CharField(_("organisation number"), max_length=20, blank=True, default="")
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True, default="")
    lifecycle = models.CharField(
        _("lifecycle"), max_length=12, choices=Lifecycle.choices, default=Lifecycle.PROSPECT
    )
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("sector"),
    )
    source = models.CharField(
        _("source"), max_length=12, choices=Source.choices, blank=True, default=""
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("parent company"),
    )
    owner = user_key(
        null=True, blank=True, related_name="accounts", verbose_name=_("account manager")
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("team"),
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, default="", validators=[check_country]
    )
    city = models.CharField(_("city"), max_length=120, blank=True, default="")
    website = models.URLField(_("website"), max_length=300, blank=True, default="")
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    annual_revenue = models.DecimalField(
        _("annual revenue"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(2200)],
    )
    currency = currency_field()
    description = models.TextField(_("description"), blank=True, default="")
    sort_key = sort_key("name")
    search_key = search_key_field("name")

    objects = LiveManager.from_queryset(AccountQuerySet)()
    all_objects = AccountQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            unique_external_id("account"),
            models.UniqueConstraint(
                fields=["org_number"],
                condition=Q(deleted_at__isnull=True) & ~Q(org_number=""),
                name="account_org_number_unique",
                violation_error_message=_("There is already an account with this number."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="account_not_its_own_parent",
                violation_error_message=_("An account cannot be its own parent."),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="account_by_name"),  # the account list
            models.Index(fields=["owner", "id"], name="account_by_owner"),  # whose deals one sees
            models.Index(  # the account list by country
                missing_last(NullIf(F("country"), Value(""))),
                F("sort_key"),
                F("id"),
                name="account_by_country",
            ),
            models.Index(  # those that wait for an owner, counted on the home page
                fields=["team"],
                condition=Q(owner__isnull=True, deleted_at__isnull=True),
                name="account_ownerless",
            ),
            models.Index(Lower("name"), name="account_name_match"),  # the matcher
            *search_indexes("account"),
            *number_indexes("account", "org_number", "vat_number"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:account_detail", args=[self.pk])


class MemberRole(models.TextChoices):
    DEPUTY = "deputy", _("deputy")
    COLLEAGUE = "colleague", _("colleague")
    SPECIALIST = "specialist", _("specialist")


class AccountMemberQuerySet(RecordQuerySet["AccountMember"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(account__in=Account.objects.visible_to(user))

    def editable_by(self, user: "User") -> Self:
        return self.filter(account__in=Account.objects.editable_by(user))


@track_history
class AccountMember(models.Model):
    """A colleague who works on the account beside its owner, and sees it for that reason."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="members")
    user = user_key(related_name="memberships", on_delete=models.CASCADE)
    role = models.CharField(
        _("role"), max_length=12, choices=MemberRole.choices, default=MemberRole.COLLEAGUE
    )

    objects = AccountMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("account member")
        verbose_name_plural = _("account members")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "user"],
                name="account_member_unique",
                violation_error_message=_("This colleague is a member already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
