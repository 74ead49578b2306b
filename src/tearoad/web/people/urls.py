"""The addresses of the desk of accounts."""

from django.urls import path

from tearoad.web.people import views

urlpatterns = [
    path("people", views.people, name="people"),
    path("people/<uuid:person_id>", views.person, name="person"),
    path("people/<uuid:person_id>/change", views.change, name="change_person"),
]
