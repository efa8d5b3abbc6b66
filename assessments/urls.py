"""Addresses of the dashboards, the assessments and the bulletins."""

from django.urls import path

from .views import bulletins

urlpatterns = [
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/<str:half>.<str:suffix>", bulletins.bulletin_file, name="bulletin_file"),
]
