"""People at the organisations: one person may belong to several, and has several addresses."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from crm.common.models import (
    ImportedRecord,
    LiveManager,
    RecordQuerySet,
    track_history,
    unique_external_id,
)
from crm.common.search.keys import search_index, search_indexes, search_key_field
from crm.common.search.vocabulary import keeps_words
from crm.common.sorting import sort_key

if TYPE_CHECKING:
    from users.models import User


class ContactQuerySet(RecordQuerySet["Contact"]):
    def visible_to(self, user: "User") -> Self:
        """Whoever sees one of the person's organisations; without any, administrators only."""
        if user.is_admin:
            return self
        return self.filter(self._at(Account.objects.visible_to(user)))

    def editable_by(self, user: "User") -> Self:
        if not user.may_write:
            return self.none()
        return self if user.is_admin else self.filter(self._at(Account.objects.editable_by(user)))

    def _at(self, accounts: models.QuerySet[Account]) -> Exists:
        return Exists(Affiliation.objects.filter(contact=OuterRef("pk"), account__in=accounts))


@keeps_words
@track_history
class Contact(ImportedRecord):
    full_name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(
        _("sort as"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("For example “Öberg, Åsa”. Empty: as the name is written."),
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        blank=True,
        default="",
        help_text=_("ISO code of the language this person prefers, such as sv or en."),
    )
    notes = models.TextField(_("notes"), blank=True, default="")
    sort_key = sort_key("full_name", unless="sort_name")
    search_key = search_key_field("full_name")

    objects = LiveManager.from_queryset(ContactQuerySet)()
    all_objects = ContactQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [unique_external_id("contact")]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="contact_by_name"),  # the contact list
            *search_indexes("contact"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:contact_detail", args=[self.pk])


class ContactPointQuerySet(RecordQuerySet["ContactPoint"]):
    """What belongs to a contact is seen with it."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(contact__in=Contact.objects.visible_to(user))

    def editable_by(self, user: "User") -> Self:
        return self.filter(contact__in=Contact.objects.editable_by(user))

    def used_first(self) -> Self:
        return self.order_by("kind", "-is_primary", "pk")


class AffiliationQuerySet(RecordQuerySet["Affiliation"]):
    """Seen with the organisation: who knows a person here learns of no place elsewhere."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(account__in=Account.objects.visible_to(user))

    def editable_by(self, user: "User") -> Self:
        return self.filter(account__in=Account.objects.editable_by(user))

    def main_first(self) -> Self:
        return self.order_by("-is_primary", "account__sort_key", "pk")


@track_history
class Affiliation(models.Model):
    """A person's place at one organisation."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="affiliations")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="affiliations")
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    is_primary = models.BooleanField(_("main organisation"), default=False)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "account"],
                name="affiliation_unique",
                violation_error_message=_("This person already belongs to this account."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} – {self.account}"


class PointKind(models.TextChoices):
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    MOBILE = "mobile", _("mobile")


@track_history
class ContactPoint(models.Model):
    """An address or number. `normal` is its comparable form: case-folded address, E.164 number."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=10, choices=PointKind.choices)
    value = models.CharField(_("address or number"), max_length=254)
    normal = models.CharField(max_length=254, editable=False)
    label = models.CharField(_("label"), max_length=60, blank=True, default="")
    is_primary = models.BooleanField(_("used first"), default=False)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("address or number")
        verbose_name_plural = _("addresses and numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind", "normal"],
                name="contact_point_unique",
                violation_error_message=_("This address or number is there already."),
            )
        ]
        indexes = [
            models.Index(fields=["kind", "normal"], name="contact_point_match"),  # the matcher
            search_index("contact_point_search", "normal"),
        ]

    def __str__(self) -> str:
        return self.value
