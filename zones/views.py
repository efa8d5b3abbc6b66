"""Signing in and out, and the choice of a language."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.views.i18n import set_language as django_set_language

login = LoginView.as_view(redirect_authenticated_user=True)
#: Open to strangers: whoever logs out after the session ended lands on the login page, too.
logout = login_not_required(LogoutView.as_view())
#: Strangers read the login page in their language too.
set_language = login_not_required(django_set_language)
