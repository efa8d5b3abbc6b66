"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("zones.urls")),
    path("", include("indicators.urls")),
    path("", include("assessments.urls")),
]

handler500 = "zones.views.server_error"
