from datetime import date

from django.urls import path, register_converter

from crm.common.months import parse_month
from reports import views


class MonthConverter:
    """`2017-06` in an address is the first day of that month."""

    regex = r"[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return parse_month(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

app_name = "reports"

urlpatterns = [
    path("", views.home, name="home"),
    path("next/", views.do_next, name="next"),
    path("opened/", views.opened_lately, name="opened_lately"),
    path("reports/", views.index, name="index"),
    path("reports/monthly/<month:month>/", views.monthly, name="monthly"),
    path("reports/monthly/<month:month>/pdf/", views.monthly_pdf, name="monthly_pdf"),
    path("reports/monthly/<month:month>/records/", views.monthly_records, name="monthly_records"),
    path("reports/monthly/<month:month>/comment/", views.monthly_comment, name="monthly_comment"),
]
