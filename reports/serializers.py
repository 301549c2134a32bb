"""What the API is asked for, and the shape of its answers. Amounts are strings, never floats."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.common.api.fields import RecordField
from crm.common.api.serializers import RecordSerializer
from crm.common.days import business_day
from crm.common.months import parse_month
from reports.content import DecisionReason, Edition, FigureCode
from reports.dimensions import Dimension
from reports.figures import MOST_MONTHS, Measure
from reports.models import MonthlyReport
from users.models import User


class StrictSerializer(serializers.Serializer[Any]):
    """Parameters that are not known are refused, instead of answering another question."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - {field.field_name for field in self._writable_fields})
        if unknown:
            raise serializers.ValidationError({name: _("Unknown parameter.") for name in unknown})
        return super().to_internal_value(data)


class MonthField(serializers.CharField):
    """A month like 2017-06, as its first day."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return parse_month(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(_("Write the month like 2017-06.")) from error


class FiguresQuery(StrictSerializer):
    measure = serializers.ChoiceField(choices=[measure.value for measure in Measure])
    by = serializers.ChoiceField(choices=[dimension.value for dimension in Dimension])
    to = serializers.DateField(required=False, help_text="Inclusive; a stock is as of this day.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of the language and cannot be an attribute."""
        first = serializers.DateField(required=False, help_text="Inclusive.")
        return {**super().get_fields(), "from": first}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("from"), attrs.get("to")
        if start and end and start > end:
            raise serializers.ValidationError({"to": _("This day lies before “from”.")})
        if start and attrs["by"] == Dimension.MONTH and _months(start, end) > MOST_MONTHS:
            text = _("Ask for at most %(count)d months.") % {"count": MOST_MONTHS}
            raise serializers.ValidationError({"from": text})
        return attrs


def _months(start: date, end: date | None) -> int:
    last = end or business_day(timezone.now())
    return (last.year - start.year) * 12 + last.month - start.month + 1


class ReportQuery(StrictSerializer):
    month = MonthField()
    user = serializers.EmailField(required=False, default="")
    edition = serializers.ChoiceField(
        choices=[edition.value for edition in Edition], required=False, default=""
    )


class LinkField(serializers.CharField):
    """A path of this installation, as an address that works anywhere."""

    def to_representation(self, value: str) -> str:
        return f"{settings.SITE_URL}{value}" if value else ""


def amount(**options: Any) -> "serializers.DecimalField":
    return serializers.DecimalField(max_digits=None, decimal_places=None, **options)


class FigureRowSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Identifies the row; empty where there is none.")
    label = serializers.CharField()  # type: ignore[assignment] # a column of this name
    value = amount(allow_null=True, help_text="A count, or money in `currency`; null: not known.")
    currency = serializers.CharField(help_text="ISO 4217; empty for counts.")
    cases = serializers.IntegerField(help_text="How many deals are behind the value.")
    records = LinkField(help_text="The list of these deals.")


class FigureSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[code.value for code in FigureCode])
    value = amount(allow_null=True)
    month_before = amount(allow_null=True)
    year_before = amount(allow_null=True)
    cases = serializers.IntegerField(source="records")
    without_value = serializers.IntegerField()
    records = LinkField(source="url")


class ChartMonthSerializer(serializers.Serializer[Any]):
    month = serializers.DateField()
    won_value = amount(allow_null=True)
    won_count = serializers.IntegerField()
    lost_count = serializers.IntegerField()
    records = LinkField(source="url")


class RankedSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    won_count = serializers.IntegerField()
    lost_count = serializers.IntegerField()
    cases = serializers.IntegerField()
    has_few_cases = serializers.BooleanField()
    won_value = amount(allow_null=True)
    records = LinkField(source="url")


class RankingSerializer(serializers.Serializer[Any]):
    best = RankedSerializer(many=True)
    worst = RankedSerializer(many=True)


class PersonRowSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    won_count = serializers.IntegerField()
    lost_count = serializers.IntegerField()
    won_value = amount(allow_null=True)
    open_count = serializers.IntegerField()
    records = LinkField(source="url")


class DecisionSerializer(serializers.Serializer[Any]):
    deal = serializers.CharField()
    account = serializers.CharField()
    owner = serializers.CharField()
    amount = amount(allow_null=True)
    currency = serializers.CharField()
    reason = serializers.ChoiceField(choices=[reason.value for reason in DecisionReason])
    since = serializers.DateField()
    days = serializers.IntegerField()
    url = LinkField()


class CommentSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    author = serializers.CharField()
    written_at = serializers.DateTimeField()


class MonthlyReportSerializer(serializers.Serializer[Any]):
    """A frozen report: the same for ever, but for the comments."""

    edition = serializers.ChoiceField(choices=[edition.value for edition in Edition])
    month = serializers.DateField(help_text="Its first day.")
    subject = serializers.CharField(source="subject_name", help_text="Empty: the company.")
    currency = serializers.CharField()
    time_zone = serializers.CharField()
    frozen_at = serializers.DateTimeField()
    figures = FigureSerializer(many=True)
    chart = ChartMonthSerializer(many=True)
    ranked_from = serializers.DateField()
    products = RankingSerializer()
    sectors = RankingSerializer()
    people = PersonRowSerializer(many=True)
    decisions = DecisionSerializer(many=True)
    decisions_total = serializers.IntegerField()
    undated_count = serializers.IntegerField()
    unconverted_total = serializers.IntegerField()
    manager_comment = CommentSerializer(allow_null=True)
    head_comment = CommentSerializer(allow_null=True)
    url = LinkField()


def _people(user: User) -> QuerySet[User]:
    return User.objects.reported_to(user)


class ReportSerializer(RecordSerializer[MonthlyReport]):
    """A report of the list; `url` has what it says."""

    subject = RecordField(_people, read_only=True, allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = MonthlyReport
        fields = ("id", "month", "edition", "subject", "frozen_at", "sent_at", "url")
        read_only_fields = fields

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, report: MonthlyReport) -> str:
        path = reverse("api:monthly_report", args=[f"{report.month:%Y-%m}"])
        whose = f"?{urlencode({'user': report.subject.email})}" if report.subject else ""
        return f"{settings.SITE_URL}{path}{whose}"
