"""Deals: one sale that may come, with its value and where it stands."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from crm.common.currencies import currency_field
from crm.common.models import (
    ImportedRecord,
    LiveManager,
    RecordQuerySet,
    track_history,
    unique_external_id,
    user_key,
)
from crm.common.search.conditions import holding
from crm.common.search.keys import search_indexes, search_key_field
from crm.common.search.vocabulary import keeps_words
from crm.common.sorting import dated_last, sort_key
from deals.models.pipeline import LostReason, Outcome, Pipeline, Stage
from users.models import Team
from users.scope import owned_in_scope, people_in_scope

if TYPE_CHECKING:
    from users.models import User


class DealQuerySet(RecordQuerySet["Deal"]):
    def visible_to(self, user: "User") -> Self:
        """Owner, the account's owner, the heads above either, and administrators.

        Whoever looks after no team sees few of many: the keys come from indexes at once.
        """
        if user.is_admin:
            return self
        people = people_in_scope(user)
        accounts = Account.all_objects.filter(owner__in=people).values("pk")
        if user.overseen_team_ids:
            return self.filter(Q(owner__in=people) | Q(account__in=accounts))
        every = self.model._base_manager.all()
        own = every.filter(owner__in=people).values("pk")
        return self.filter(pk__in=own.union(every.filter(account__in=accounts).values("pk")))

    def editable_by(self, user: "User") -> Self:
        """The deal's own line only: the account's owner reads along."""
        return self.filter(owned_in_scope(user)) if user.may_write else self.none()

    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN)

    def won(self) -> Self:
        return self.filter(outcome=Outcome.WON)

    def lost(self) -> Self:
        return self.filter(outcome=Outcome.LOST)

    def without_account(self) -> Self:
        return self.filter(account__isnull=True)

    def open_at_end_of(self, day: date) -> Self:
        """Engaged by then and not closed by then."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), engaged_on__lte=day)

    def idle(self, on: date) -> Self:
        """Open for longer in their stage than it allows."""
        allowed = ExpressionWrapper(
            F("stage__idle_days") * Value(timedelta(days=1)), models.DurationField()
        )
        latest = ExpressionWrapper(Value(on) - allowed, models.DateTimeField())
        return self.open().filter(stage_since__lt=latest)

    def late(self, on: date) -> Self:
        """Open although they were expected to close before that day."""
        return self.open().filter(expected_close_on__lt=on)

    def owned_below(self, head: "User") -> Self:
        """Owned by a head or in the teams that the head looks after."""
        headed = Team.objects.filter(head=head).values_list("pk", flat=True)
        teams = Team.objects.ids_below(list(headed))
        return self.filter(Q(owner=head) | Q(owner__team__in=teams))

    def owned_below_nobody(self) -> Self:
        """Owned by people who head no team and stand below no head."""
        headed = Team.objects.filter(head__isnull=False).values_list("pk", flat=True)
        teams = Team.objects.ids_below(list(headed))
        return self.exclude(owner__team__in=teams).exclude(
            owner__in=Team.objects.filter(head__isnull=False).values("head")
        )

    def named(self, text: str) -> Self:
        """Whose name, or whose account's, holds the words of the text (in any order, case and
        accents aside), each found by its own index.
        """
        every = self.model._base_manager.all()
        accounts = Account.all_objects.filter(holding(text)).values("pk")
        by_account = every.filter(account__in=accounts).values("pk")
        return self.filter(pk__in=every.filter(holding(text)).values("pk").union(by_account))


@keeps_words
@track_history
class Deal(ImportedRecord):
    """One sale that may come: its value stands here, what it consists of in its lines."""

    name = models.CharField(_("name"), max_length=200)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deals",
        verbose_name=_("account"),
        help_text=_("May be empty until an offer is made."),
    )
    owner = user_key(related_name="deals", verbose_name=_("owner"))
    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.PROTECT, related_name="deals", verbose_name=_("pipeline")
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="deals", verbose_name=_("stage")
    )
    outcome = models.CharField(
        _("outcome"), max_length=5, choices=Outcome.choices, default=Outcome.OPEN, editable=False
    )
    value = models.DecimalField(
        _("value"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = currency_field()
    probability = models.PositiveSmallIntegerField(
        _("own probability, %"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Your own judgement. Empty: that of the stage."),
    )
    engaged_on = models.DateField(_("engaged"), null=True, blank=True)
    expected_close_on = models.DateField(_("expected to close"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    stage_since = models.DateField(_("in stage since"), null=True, blank=True, editable=False)
    lost_reason = models.CharField(
        _("reason"),
        max_length=14,
        choices=LostReason.choices,
        blank=True,
        default="",
        editable=False,
    )
    lost_note = models.CharField(
        _("comment"), max_length=300, blank=True, default="", editable=False
    )
    description = models.TextField(_("description"), blank=True, default="")
    sort_key = sort_key("name")
    search_key = search_key_field("name")

    objects = LiveManager.from_queryset(DealQuerySet)()
    all_objects = DealQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        constraints = [
            unique_external_id("deal"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, closed_on__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_on__isnull=False)),
                name="deal_closed_has_date",
                violation_error_message=_(
                    "A closed deal has a closing date, an open one has none."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.LOST) & ~Q(lost_reason=""))
                | (~Q(outcome=Outcome.LOST) & Q(lost_reason="")),
                name="deal_lost_has_reason",
                violation_error_message=_("A lost deal needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(engaged_on__isnull=True)
                | Q(closed_on__gte=F("engaged_on")),
                name="deal_closes_after_engagement",
                violation_error_message=_("A deal cannot close before it was engaged."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="deal_value_not_negative",
                violation_error_message=_("A value cannot be negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="deal_by_name"),  # the deal list
            *search_indexes("deal"),
            models.Index(  # won and lost by month, and what was won lately without the table
                fields=["closed_on", "outcome", "id"],
                condition=Q(deleted_at__isnull=True),
                include=["owner", "value", "currency"],
                name="deal_closed",
            ),
            models.Index(
                fields=["engaged_on"], name="deal_by_engagement"
            ),  # new, and open on a day
            models.Index(  # which accounts one sees by one's deals, without reading the deals
                fields=["owner", "account"],
                condition=Q(deleted_at__isnull=True),
                name="deal_by_owner",
            ),
            models.Index(  # whether one has a deal on this account
                fields=["account", "owner"],
                condition=Q(deleted_at__isnull=True),
                name="deal_by_account",
            ),
            models.Index(  # the board and the forecast: cards in order, sums without the table
                F("stage"),
                F("stage_since").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(outcome="open", deleted_at__isnull=True),
                include=[
                    "owner",
                    "account",
                    "value",
                    "currency",
                    "probability",
                    "expected_close_on",
                ],
                name="deal_board",
            ),
            *(  # the deal list by a date, in either direction those without it last
                models.Index(dated_last(f"{day}_on", down=down), F("id"), name=f"deal_{name}")
                for day in ("closed", "expected_close", "engaged")
                for down, name in ((False, f"{day}_up"), (True, f"{day}_down"))
            ),
            models.Index(  # home: what is late, and what closes soon
                fields=["expected_close_on", "id"],
                condition=Q(outcome="open", deleted_at__isnull=True),
                include=["owner"],
                name="deal_expected",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deals:deal_detail", args=[self.pk])

    def days_in_stage(self, today: date) -> int | None:
        return (today - self.stage_since).days if self.stage_since else None

    def is_idle(self, today: date) -> bool:
        """Open for longer than its stage allows."""
        days, allowed = self.days_in_stage(today), self.stage.idle_days
        is_open = self.outcome == Outcome.OPEN
        return is_open and days is not None and allowed is not None and days > allowed

    @property
    def likelihood(self) -> int:
        """The manager's own probability where there is one, else the stage's."""
        return self.stage.probability if self.probability is None else self.probability
