"""Signing in and out, each told to the audit log, and the choice of a language."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.i18n import set_language as django_set_language

from ..access import address_of, person, person_of
from ..services.signing import sign_in_failure_log, sign_in_log, sign_out_log


class SignIn(LoginView):
    """The door: who comes in and who is turned away stands in the log."""

    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """On to the page that was asked for; there is no session without its entry in the log."""
        with transaction.atomic():
            response = super().form_valid(form)
            sign_in_log(by=person_of(form.get_user(), address_of(self.request)))
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again."""
        if login := form.data.get("username", ""):
            sign_in_failure_log(login=login, origin=address_of(self.request))
        return super().form_invalid(form)


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """The way out, open to strangers: whose session ended lands on the login page, too."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The login page; that somebody left stands in the log."""
        if request.user.is_authenticated:
            sign_out_log(by=person(request))
        return super().post(request, *args, **kwargs)


login = SignIn.as_view()
logout = SignOut.as_view()
#: Strangers read the login page in their language too.
set_language = login_not_required(django_set_language)


@login_not_required
def administration_door(request: HttpRequest) -> HttpResponse:
    """To the one door of the site; 403 for who came in by it and may not go further."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or "/admin/")
