"""Deals, pipelines and the ledgers as the API shows and takes them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from accounts.models import Account
from catalog.models import Product
from crm.common.api.fields import (
    AmountField,
    CodeField,
    DayField,
    RecordField,
    TextField,
    WholeNumberField,
    seen,
)
from crm.common.api.serializers import RecordSerializer, StrictSerializer, many, tidy
from deals.models import (
    Deal,
    DealLine,
    LostReason,
    Pipeline,
    Stage,
    StageChange,
    ValueChange,
)
from users.models import User

MOST_LINES = 100
MOST_STAGES = 30


def owners(user: User) -> QuerySet[User]:
    return User.objects.visible_to(user).who_may_own()


def stages(user: User) -> QuerySet[Stage]:
    return Stage.objects.visible_to(user).filter(pipeline__deleted_at=None)


class LineSerializer(RecordSerializer[DealLine]):
    product = RecordField(seen(Product))
    quantity = AmountField(max_digits=14, decimal_places=3, required=False)
    unit_price = AmountField(max_digits=18, decimal_places=4, required=False, allow_null=True)

    class Meta:
        model = DealLine
        fields = ("product", "quantity", "unit_price")

    def validate_quantity(self, number: Any) -> Any:
        if not number:
            raise ValidationError(_("A quantity must be greater than zero."))
        return number


class DealSerializer(RecordSerializer[Deal]):
    """A deal is moved from stage to stage by `move/`."""

    account = RecordField(seen(Account), allow_null=True, required=False)
    owner = RecordField(owners, required=False)
    pipeline = RecordField(seen(Pipeline), read_only=True)
    stage = RecordField(stages, read_only=True)
    closed_on = DayField(required=False, allow_null=True)
    lost_reason = CodeField(choices=LostReason.choices, required=False, allow_blank=True)
    lost_note = TextField(max_length=300, required=False, allow_blank=True)
    lines = many(LineSerializer, MOST_LINES, required=False, source="all_lines")

    class Meta:
        model = Deal
        fields = (
            "id",
            "version",
            "external_id",
            "name",
            "account",
            "owner",
            "pipeline",
            "stage",
            "outcome",
            "value",
            "currency",
            "probability",
            "engaged_on",
            "expected_close_on",
            "closed_on",
            "stage_since",
            "lost_reason",
            "lost_note",
            "description",
            "lines",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("version", "outcome", "stage_since", "created_at", "updated_at")

    def validate_name(self, text: str) -> str:
        return tidy(text)

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is no longer sold stays on the deals that have it, and comes on no other."""
        kept = {line.product_id for line in self.instance.lines.all()} if self.instance else set()
        sold = [line["product"].is_active or line["product"].pk in kept for line in lines]
        if not all(sold):
            wrong = [{} if one else {"product": [_("This is not on sale.")]} for one in sold]
            raise ValidationError(wrong)
        return lines


class NewDealSerializer(DealSerializer):
    stage = RecordField(stages)


class MoveSerializer(StrictSerializer):
    """A step to another stage of the pipeline; a lost deal says why."""

    stage = RecordField(stages)
    on = DayField(required=False, help_text="Today, unless it says.")
    value = AmountField(max_digits=18, decimal_places=2, required=False)
    lost_reason = CodeField(choices=LostReason.choices, required=False)
    lost_note = TextField(max_length=300, required=False, allow_blank=True)


class StageChangeSerializer(RecordSerializer[StageChange]):
    deal = RecordField(seen(Deal), read_only=True)
    before = RecordField(stages, read_only=True, allow_null=True)
    after = RecordField(stages, read_only=True)
    by = RecordField(owners, read_only=True, allow_null=True)

    class Meta:
        model = StageChange
        fields = ("id", "deal", "before", "after", "happened_on", "by", "route", "recorded_at")
        read_only_fields = fields


class ValueChangeSerializer(RecordSerializer[ValueChange]):
    deal = RecordField(seen(Deal), read_only=True)
    by = RecordField(owners, read_only=True, allow_null=True)

    class Meta:
        model = ValueChange
        fields = (
            "id",
            "deal",
            "value",
            "currency",
            "probability",
            "known_on",
            "by",
            "recorded_at",
        )
        read_only_fields = fields


class StageSerializer(RecordSerializer[Stage]):
    pipeline = RecordField(seen(Pipeline), read_only=True)

    class Meta:
        model = Stage
        fields = (
            "id",
            "version",
            "pipeline",
            "name",
            "position",
            "outcome",
            "probability",
            "idle_days",
        )
        read_only_fields = fields


class StageOfPipelineSerializer(RecordSerializer[Stage]):
    """`id` names a stage that stays; without it a stage is new. They stand in this order."""

    id = WholeNumberField(required=False, min_value=1, max_value=2**63 - 1)
    probability = WholeNumberField(required=False, min_value=0, max_value=100)

    class Meta:
        model = Stage
        fields = ("id", "name", "outcome", "probability", "idle_days")

    def validate_name(self, text: str) -> str:
        return tidy(text)


class PipelineSerializer(RecordSerializer[Pipeline]):
    """`version` counts the changes of its stages, too."""

    version = WholeNumberField(read_only=True, source="edition")
    name = TextField(max_length=120)
    stages = many(StageOfPipelineSerializer, MOST_STAGES, allow_empty=False, source="live_stages")

    class Meta:
        model = Pipeline
        fields = ("id", "version", "name", "position", "stages")
        read_only_fields = ("position",)

    def validate_name(self, text: str) -> str:
        return tidy(text)
