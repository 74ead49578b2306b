"""The addresses of the people's door, and under /api/v1/ those of the machines'."""

from django.urls import include, path

from tearoad.api import urls as api
from tearoad.web import answer, start, views
from tearoad.web.accounts import urls as accounts
from tearoad.web.desk import urls as desk
from tearoad.web.people import urls as people
from tearoad.web.shop import urls as shop

urlpatterns = [
    path("api/v1/", include(api)),
    path("", start.start, name="start"),
    path("control-room", views.room, name="control_room"),
    path("state.json", views.state, name="state"),
    path("lang/<str:code>", views.choose_language, name="language"),
    path("theme", views.choose_theme, name="theme"),
    path("", include(accounts)),
    path("", include(people)),
    path("", include(desk)),
    path("", include(shop)),
    path("answer/<str:token>", answer.answer, name="answer"),
    path("healthz", views.healthz, name="healthz"),
]

handler400 = "tearoad.web.errors.bad_request"
handler403 = "tearoad.web.errors.denied"
handler404 = "tearoad.web.errors.not_found"
handler500 = "tearoad.web.errors.broken"
