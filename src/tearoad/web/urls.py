"""The addresses of the people's door."""

from django.urls import path

from tearoad.web import views

urlpatterns = [
    path("", views.page, name="page"),
    path("state.json", views.state, name="state"),
    path("lang/<str:code>", views.choose_language, name="language"),
    path("healthz", views.healthz, name="healthz"),
]
