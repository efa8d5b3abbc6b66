"""Signing in and out, each told to the audit log, and the choice of a language."""

from datetime import timedelta
from math import ceil

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.i18n import set_language as django_set_language

from ..access import address_of, person, person_of
from ..first_steps import first_steps_begin
from ..gates import session_begin
from ..selectors.attempts import waits_for
from ..services.attempts import attempts_count, attempts_forget
from ..services.signing import (
    code_awaited_log,
    sign_in_failure_log,
    sign_in_log,
    sign_out_log,
)
from ..sign_in_limits import counted_for, remember
from ..waiting_words import waiting_words


class SignIn(LoginView):
    """The door: who comes in and who is turned away stands in the log."""

    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The next page or the form again; while somebody has to wait no password is looked at."""
        login = request.POST.get("username", "")
        self.counted = counted_for(request, login)
        if wait := waits_for(self.counted, timezone.now()):
            return self._to_wait(wait)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **context) -> dict:
        """What the form shows: the name that was typed stays."""
        return super().get_context_data(typed=self.request.POST.get("username", ""), **context)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """On to the page that was asked for; there is no session without its entry in the log."""
        user = form.get_user()
        is_new_here = user.last_login is None
        with transaction.atomic():
            response = super().form_valid(form)
            attempts_forget(counted=self.counted)
            is_in = session_begin(self.request, user, response.url)
            if is_new_here:
                first_steps_begin(self.request)
            log = sign_in_log if is_in else code_awaited_log
            log(by=person_of(user, address_of(self.request)))
        remember(self.request, response, user.username)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again, with how long to wait where it was wrong too often."""
        login = form.data.get("username", "")
        if not (login and form.data.get("password")):
            return super().form_invalid(form)
        with transaction.atomic():
            wait = attempts_count(counted=self.counted, at=timezone.now())
            sign_in_failure_log(login=login, origin=address_of(self.request), wait=wait)
        return self._to_wait(wait) if wait else super().form_invalid(form)

    def _to_wait(self, wait: timedelta) -> HttpResponse:
        """The form with what was typed, and when to come again."""
        seconds = ceil(wait.total_seconds())
        context = self.get_context_data(form=AuthenticationForm(), wait=waiting_words(seconds))
        response = render(self.request, self.template_name, context, status=429)
        response["Retry-After"] = str(seconds)
        return response


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
