"""Addresses of the policy and of the collection of figures."""

from django.urls import path

from .views import collection, grid, history, policy, quality, quarters, rules

urlpatterns = [
    path("measures/", policy.measures, name="measures"),
    path("measures/<int:number>/", policy.measure, name="measure"),
    path("agencies/", policy.agencies, name="agencies"),
    path("readings/", policy.readings, name="readings"),
    path("collect/", quarters.collect, name="collect"),
    # Before the quarters': none has this code.
    path("collect/rules/", rules.collect_rules, name="collect_rules"),
    path("collect/rules/new/", rules.collect_rule_new, name="collect_rule_new"),
    path("collect/rules/<int:rule>/", rules.collect_rule, name="collect_rule"),
    path("collect/<str:quarter>/", quarters.collect_quarter, name="collect_quarter"),
    # Before the zones': no zone has one of these codes.
    path("collect/<str:quarter>/quality/", quality.collect_quality, name="collect_quality"),
    path("collect/<str:quarter>/grid/", grid.collect_grid, name="collect_grid"),
    path("collect/<str:quarter>/cells/", grid.collect_cells, name="collect_cells"),
    path("collect/<str:quarter>/<slug:zone>/", collection.collect_zone, name="collect_zone"),
    path(
        "collect/<str:quarter>/<slug:zone>/remarks/",
        grid.collect_remark,
        name="collect_remark",
    ),
    path(
        "collect/<str:quarter>/<slug:zone>/history/<slug:indicator>/",
        history.cell_history,
        name="cell_history",
    ),
]
