"""The addresses of the desks."""

from django.urls import path

from tearoad.web.desk import views

urlpatterns = [
    path("parcels", views.parcels, name="parcels"),
    path("parcels/<str:parcel_id>", views.parcel, name="parcel"),
    path("payments", views.payments, name="payments"),
    path("declarations/<str:parcel_id>", views.declaration, name="declaration"),
]
