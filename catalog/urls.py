from django.urls import path

from catalog.views import categories, products, rates

app_name = "catalog"
urlpatterns = [
    path("products/", products.product_list, name="product_list"),
    path("products/new/", products.product_create, name="product_create"),
    path("products/<int:pk>/", products.product_detail, name="product_detail"),
    path("products/<int:pk>/edit/", products.product_edit, name="product_edit"),
    path("products/<int:pk>/delete/", products.product_delete, name="product_delete"),
    path("products/categories/", categories.category_list, name="category_list"),
    path("products/categories/new/", categories.category_create, name="category_create"),
    path("products/categories/<int:pk>/edit/", categories.category_edit, name="category_edit"),
    path(
        "products/categories/<int:pk>/delete/",
        categories.category_delete,
        name="category_delete",
    ),
    path("products/rates/", rates.rate_list, name="rate_list"),
    path("products/rates/new/", rates.rate_create, name="rate_create"),
    path("products/rates/<int:pk>/delete/", rates.rate_delete, name="rate_delete"),
]
