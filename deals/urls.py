from django.urls import path

from deals.views import board, deals, forecast, moving

app_name = "deals"
urlpatterns = [
    path("pipeline/", board.board_page, name="board"),
    path("pipeline/forecast/", forecast.forecast_page, name="forecast"),
    path("pipeline/standard/", board.standard_pipeline, name="standard_pipeline"),
    path("deals/", deals.deal_list, name="deal_list"),
    path("deals/new/", deals.deal_create, name="deal_create"),
    path("deals/<int:pk>/", deals.deal_detail, name="deal_detail"),
    path("deals/<int:pk>/edit/", deals.deal_edit, name="deal_edit"),
    path("deals/<int:pk>/delete/", deals.deal_delete, name="deal_delete"),
    path("deals/<int:pk>/move/", moving.deal_move, name="deal_move"),
]
