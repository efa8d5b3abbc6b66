"""Addresses of the dashboards, the assessments and the bulletins."""

from django.urls import path

from .views import bulletins, overview, zone, zones

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("zones/", zones.zones, name="zones"),
    path("zones/<slug:code>/", zone.zone, name="zone"),
    path("zones/<slug:code>/figures/<slug:indicator>/", zone.figure, name="figure"),
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/<str:half>.<str:suffix>", bulletins.bulletin_file, name="bulletin_file"),
]
