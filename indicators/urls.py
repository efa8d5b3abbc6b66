"""Addresses of the policy and of the collection of figures."""

from django.urls import path

from .views import policy

urlpatterns = [
    path("measures/", policy.measures, name="measures"),
    path("measures/<int:number>/", policy.measure, name="measure"),
    path("agencies/", policy.agencies, name="agencies"),
    path("readings/", policy.readings, name="readings"),
]
