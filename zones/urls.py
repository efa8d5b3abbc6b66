"""Addresses of signing in and out, of the language, and of what watches the site."""

from django.urls import path

from . import probes, views
from .views import first_steps, handbook, pins, tokens

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("account/password/", views.password, name="password"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("account/second-factor/code/", views.second_factor_code, name="second_factor_code"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.token_revoked, name="token_revoked"),
    path("handbook/", handbook.handbook, name="handbook"),
    path("handbook/<slug:slug>/", handbook.page, name="handbook_page"),
    path("first-steps/seen/", first_steps.seen, name="first_steps_seen"),
    path("pins/", pins.pin, name="pin"),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", probes.metrics, name="metrics"),
]
