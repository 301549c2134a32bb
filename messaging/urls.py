from django.urls import path

from messaging import views

app_name = "messaging"

urlpatterns = [
    path("outbox/", views.outbox_list, name="outbox_list"),
    path("outbox/<int:pk>/", views.outbox_detail, name="outbox_detail"),
    path("outbox/<int:pk>/html/", views.outbox_html, name="outbox_html"),
    path(
        "outbox/<int:pk>/files/<int:file_pk>/", views.outbox_attachment, name="outbox_attachment"
    ),
    path("outbox/<int:pk>/retry/", views.outbox_retry, name="outbox_retry"),
    path("outbox/<int:pk>/resolve/", views.outbox_resolve, name="outbox_resolve"),
]
