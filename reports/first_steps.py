"""What the home page says as long as there are no deals."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account
from catalog.models import Product
from deals.models import Pipeline
from users.models import User


@dataclass(frozen=True)
class FirstStep:
    title: str
    text: str
    url: str
    is_done: bool


def first_steps(user: User) -> list[FirstStep]:
    """In the order in which one needs them; empty for those who only read."""
    if not user.may_write:
        return []
    steps = [_accounts(user), _deal()]
    return [_pipeline(), _products(user), *steps] if user.leads else steps


def _pipeline() -> FirstStep:
    return FirstStep(
        _("Create the pipeline"),
        _("The stages that a deal passes on its way to won or lost."),
        reverse("deals:board"),
        Pipeline.objects.exists(),
    )


def _products(user: User) -> FirstStep:
    return FirstStep(
        _("Add what you sell"),
        _("Products with their list prices."),
        reverse("catalog:product_list"),
        Product.objects.visible_to(user).exists(),
    )


def _accounts(user: User) -> FirstStep:
    text = _("The organisations that you serve, or want to serve.")
    if user.is_admin:
        text += " " + _("Files come in under “Import”, or by “bin/manage import_data”.")
    done = Account.objects.visible_to(user).exists()
    return FirstStep(_("Add accounts"), text, reverse("accounts:account_list"), done)


def _deal() -> FirstStep:
    return FirstStep(
        _("Add the first deal"),
        _("From then on this page says what to do next."),
        reverse("deals:deal_create"),
        is_done=False,
    )
