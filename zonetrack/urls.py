"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from zones import views

urlpatterns = [
    # The administration has no door of its own: one place counts, limits and logs who comes in.
    path("admin/login/", views.administration_door),
    path("admin/logout/", views.logout),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("assessments.api.site")),
    path("", include("zones.urls")),
    path("", include("indicators.urls")),
    path("", include("assessments.urls")),
]

handler404 = "zones.views.not_found"
handler500 = "zones.views.server_error"
