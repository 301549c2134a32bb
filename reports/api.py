"""The API of this room: figures by any dimension, and frozen monthly reports."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from crm.common.days import business_day
from reports import services
from reports.access import find_report
from reports.dimensions import Dimension
from reports.figures import Measure, Period
from reports.figures import figures as figures_of
from reports.filters import ReportFilter
from reports.models import MonthlyReport
from reports.serializers import (
    FigureRowSerializer,
    FiguresQuery,
    MonthlyReportSerializer,
    ReportQuery,
    ReportSerializer,
)
from users.api_auth import user_of
from users.api_records import ReadViews


@extend_schema(
    operation_id="figures",
    description="A measure for each value of a dimension, of the deals that you may see.",
    parameters=[FiguresQuery],
    responses=FigureRowSerializer(many=True),
)
@api_view(["GET"])
def figures(request: Request) -> Response:
    query = FiguresQuery(data=request.query_params.dict())
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    period = Period(asked.get("from"), asked.get("to"), business_day(timezone.now()))
    rows = figures_of(user_of(request), Measure(asked["measure"]), Dimension(asked["by"]), period)
    return Response(FigureRowSerializer(rows, many=True).data)


@extend_schema(
    operation_id="monthly_report",
    description="A frozen monthly report: your own, or that of `user`.",
    parameters=[
        OpenApiParameter("user", str, description="E-mail address of whom it is about."),
        OpenApiParameter("edition", str, enum=["manager", "head", "company"]),
    ],
    responses=MonthlyReportSerializer,
)
@api_view(["GET"])
def monthly_report(request: Request, month: str) -> Response:
    query = ReportQuery(data={**request.query_params.dict(), "month": month})
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    shown = find_report(user_of(request), asked["month"], asked["user"], asked["edition"])
    if shown.report.frozen_at is None:
        raise Http404(_("This report is not written yet."))
    content = services.content_of(shown.report)
    return Response(MonthlyReportSerializer(content).data)


class ReportViews(ReadViews[MonthlyReport]):
    """The frozen reports that you may read."""

    model = MonthlyReport
    serializer_class = ReportSerializer
    filter_class = ReportFilter
    sorts = {"month": ("month", "pk")}
    default_sort = "-month"

    def visible(self) -> QuerySet[MonthlyReport]:
        return MonthlyReport.objects.visible_to(self.user).frozen()

    def prepared(self, rows: QuerySet[MonthlyReport]) -> QuerySet[MonthlyReport]:
        return rows.select_related("subject").defer("content")
