"""The addresses of the machines' door, under /api/v1/."""

from django.urls import path

from tearoad.api import quotes

urlpatterns = [path("quotes", quotes.quotes, name="quotes")]
