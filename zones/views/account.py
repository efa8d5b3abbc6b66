"""The page of one's own password."""

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from ..access import person
from ..gates import gate_passed, is_awaited, onward, session_follow
from ..services.account_sessions import account_password_changed


class PasswordForm(PasswordChangeForm):
    """The fields as the house draws them; a browser may keep what is typed."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.widget = forms.PasswordInput(
                attrs={**field.widget.attrs, "class": "form-control"}
            )


class Password(PasswordChangeView):
    """A person's own password; the first thing after one that somebody else has set."""

    form_class = PasswordForm
    template_name = "account/password.html"
    success_url = reverse_lazy("overview")

    def get_context_data(self, **context) -> dict:
        """Also whether the person must change it before anything else."""
        is_first = is_awaited(self.request, "password")
        return super().get_context_data(is_first=is_first, **context)

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        """On to the site; every other session of the person has ended."""
        with transaction.atomic():
            super().form_valid(form)
            account_password_changed(user=form.user, by=person(self.request))
            session_follow(self.request, form.user)
        gate_passed(self.request, "password")
        messages.success(self.request, _("Your password is changed."))
        return redirect(onward(self.request))


password = Password.as_view()
