"""Addresses of the dashboards, the assessments and the bulletins."""

from django.urls import path

from .views import (
    assessments,
    bulletins,
    flag_rules,
    method,
    overview,
    readings,
    revisions,
    schemes,
    targets,
    what_if,
    zone,
    zones,
)

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("zones/", zones.zones, name="zones"),
    path("zones/<slug:code>/", zone.zone, name="zone"),
    path("zones/<slug:code>/figures/<slug:indicator>/", zone.figure, name="figure"),
    path("targets/", targets.targets, name="targets"),
    path("targets/<slug:code>/", targets.target, name="target"),
    path("readings/<int:number>/", readings.reading, name="reading"),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/run/", assessments.run, name="assessment_run"),
    path("assessments/<str:period>/", assessments.assessment, name="assessment"),
    path("assessments/<str:period>/now/", assessments.now, name="assessment_now"),
    path("assessments/<str:period>/publish/", assessments.publish, name="assessment_publish"),
    path("what-if/", what_if.what_if_choice, name="what_if_choice"),
    path("what-if/<str:period>/", what_if.what_if, name="what_if"),
    path("what-if/<str:period>/result/", what_if.what_if_result, name="what_if_result"),
    path("method/", method.method, name="method"),
    path("flag-rules/<slug:code>/", flag_rules.flag_rule, name="flag_rule"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/<slug:code>/", schemes.scheme, name="scheme"),
    path("schemes/<slug:code>/edit/", schemes.scheme_edit, name="scheme_edit"),
    path("schemes/<slug:code>/preview/", schemes.scheme_preview, name="scheme_preview"),
    path("revisions/", revisions.revised, name="revisions"),
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/<str:half>.<str:suffix>", bulletins.bulletin_file, name="bulletin_file"),
    path("bulletins/<str:half>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<str:half>/prepare/", bulletins.prepare, name="bulletin_prepare"),
    path("bulletins/<str:half>/words/", bulletins.words, name="bulletin_words"),
    path("bulletins/<str:half>/publish/", bulletins.publish, name="bulletin_publish"),
]
