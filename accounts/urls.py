from django.urls import path

from accounts.views import accounts, contacts, team

app_name = "accounts"
urlpatterns = [
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/new/", accounts.account_create, name="account_create"),
    path("accounts/choose/", accounts.account_choose, name="account_choose"),
    path("accounts/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<int:pk>/group/", accounts.account_group, name="account_group"),
    path("accounts/<int:pk>/edit/", accounts.account_edit, name="account_edit"),
    path("accounts/<int:pk>/delete/", accounts.account_delete, name="account_delete"),
    path("accounts/<int:pk>/lifecycle/", team.account_lifecycle, name="account_lifecycle"),
    path("accounts/<int:pk>/members/", team.member_add, name="member_add"),
    path(
        "accounts/<int:pk>/members/<int:member_pk>/remove/",
        team.member_remove,
        name="member_remove",
    ),
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/new/", contacts.contact_create, name="contact_create"),
    path("contacts/<int:pk>/", contacts.contact_detail, name="contact_detail"),
    path("contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/delete/", contacts.contact_delete, name="contact_delete"),
]
