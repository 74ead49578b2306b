"""The addresses of the people's door, and under /api/v1/ those of the machines'."""

from django.urls import include, path

from tearoad.api import urls as api
from tearoad.web import views

urlpatterns = [
    path("", views.page, name="page"),
    path("state.json", views.state, name="state"),
    path("lang/<str:code>", views.choose_language, name="language"),
    path("api/v1/", include(api)),
    path("healthz", views.healthz, name="healthz"),
]
