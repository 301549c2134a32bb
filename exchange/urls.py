from django.urls import path

from exchange import views

app_name = "exchange"

urlpatterns = [
    path("demonstration/", views.demonstration, name="demonstration"),
    path("demonstration/remove/", views.demonstration_remove, name="demonstration_remove"),
]
