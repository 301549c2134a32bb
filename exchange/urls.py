from django.urls import path

from exchange.views import demonstration

app_name = "exchange"

urlpatterns = [
    path("demonstration/", demonstration.demonstration, name="demonstration"),
    path("demonstration/remove/", demonstration.demonstration_remove, name="demonstration_remove"),
]
