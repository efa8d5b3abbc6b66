"""The second factor: its page in one's account, and the code that is asked for at the sign-in."""

from base64 import b32encode
from collections.abc import Callable
from math import ceil

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..access import person
from ..display import moment
from ..gates import code_passed, gate_passed, is_awaited, onward
from ..selectors.second_factor import (
    device_awaited,
    device_of,
    is_second_factor_needed,
    recovery_codes_left,
)
from ..services.account_sessions import CODE_GATE
from ..services.second_factor import (
    RECOVERY_CODE,
    Checked,
    recovery_codes_renew,
    second_factor_begin,
    second_factor_cancel,
    second_factor_check,
    second_factor_confirm,
    second_factor_remove,
)
from ..services.signing import sign_in_log, sign_out_log
from ..services.transactions import Refused
from ..sign_in_limits import SHOWED_CODE, codes_counted_for, remember
from ..waiting_words import waiting_words

GATE = "second_factor"
MOST_TYPED = 40


class CodeForm(forms.Form):
    """A code as a person types it."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=MOST_TYPED,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Type the code.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The person's second factor: set up, moved to another device, or given up."""
    if request.method != "POST":
        return _page(request)
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        raise BadRequest("no such move")
    return move(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_code(request: HttpRequest) -> HttpResponse:
    """The code after the password: on to the site, or the form again; who is in goes on at once."""
    if not is_awaited(request, CODE_GATE):
        return redirect(onward(request) if request.method == "POST" else "overview")
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form)
    who, user = person(request), _user(request)
    if device_of(user) is None:  # reset meanwhile: another sign-in says what comes first now
        sign_out_log(by=who)
        logout(request)
        return redirect("login")
    with transaction.atomic():
        checked = _checked(request, form)
        if checked.way:
            code_passed(request, user)
            sign_in_log(by=who, second_factor=checked.way)
    if not checked.way:
        return _code_page(request, form, checked)
    if checked.way == RECOVERY_CODE:
        left = _("That recovery code is used up; %(count)s are left.")
        messages.info(request, left % {"count": recovery_codes_left(user)})
    response = redirect(onward(request))
    remember(request, response, user.username, SHOWED_CODE)
    return response


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # strangers were sent to the login
    return request.user


def _checked(request: HttpRequest, form: CodeForm) -> Checked:
    """What the typed code is worth; a wrong one stands in the form as an error."""
    user = _user(request)
    checked = second_factor_check(
        user=user,
        code=form.cleaned_data["code"],
        counted=codes_counted_for(request, user.username),
        by=person(request),
        at=timezone.now(),
    )
    if not checked.way and not checked.wait:
        form.add_error("code", _wrong())
    return checked


def _wrong() -> str:
    return _(
        "The code is not right. It changes every 30 seconds and is taken once; wait for the next "
        "one, and see that the device’s clock is right."
    )


def _answer(
    request: HttpRequest, page: str, context: dict[str, object], checked: Checked | None
) -> HttpResponse:
    """The page, with how long to wait where codes were wrong too often."""
    if checked is None or not checked.wait:
        return render(request, page, context)
    seconds = ceil(checked.wait.total_seconds())
    told = context | {"wait": waiting_words(seconds)}
    response = render(request, page, told, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _code_page(
    request: HttpRequest, form: CodeForm, checked: Checked | None = None
) -> HttpResponse:
    return _answer(request, "account/second_factor_code.html", {"form": form}, checked)


def _page(
    request: HttpRequest,
    *,
    form: CodeForm | None = None,
    checked: Checked | None = None,
    codes: list[str] | None = None,
) -> HttpResponse:
    user = _user(request)
    device, awaited = device_of(user), device_awaited(user, timezone.now())
    context = {
        "form": form or CodeForm(),
        "codes": codes,
        "onward": onward(request) if codes else "",
        "since": moment(device.created_at) if device else "",
        "left": recovery_codes_left(user) if device else 0,
        "awaited": awaited,
        "secret": _in_fours(awaited) if awaited else "",
        "picture": _picture(awaited) if awaited else "",
        "is_needed": is_second_factor_needed(user),
        "is_first": is_awaited(request, GATE),
    }
    return _answer(request, "account/second_factor.html", context, checked)


def _in_fours(device: TOTPDevice) -> str:
    """The secret as an app wants it typed, in groups."""
    secret = base32(device)
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def base32(device: TOTPDevice) -> str:
    """The secret as authenticator apps take it."""
    return b32encode(device.bin_key).decode().rstrip("=")


def _picture(device: TOTPDevice) -> SafeString:
    """The secret and what it is for as a QR code, black on white on dark pages too."""
    code = segno.make(device.config_url, error="m", micro=False)
    # Of what was typed nothing is in it but black and white squares.
    return mark_safe(code.svg_inline(scale=4, dark="#000", light="#fff", svgclass="zt-qr"))


def _begin(request: HttpRequest) -> HttpResponse:
    """The page with the new device's secret; who has a device already shows a code first."""
    if device_of(_user(request)) is not None:
        return _after_code(request, _begun)
    return _begun(request)


def _begun(request: HttpRequest) -> HttpResponse:
    second_factor_begin(user=_user(request))
    return redirect("second_factor")


def _cancel(request: HttpRequest) -> HttpResponse:
    """The page as it was before a device was being set up."""
    second_factor_cancel(user=_user(request))
    return redirect("second_factor")


def _confirm(request: HttpRequest) -> HttpResponse:
    """The recovery codes, this once; or the form again, the device still waiting."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    with transaction.atomic():
        codes = second_factor_confirm(
            user=_user(request),
            code=form.cleaned_data["code"],
            by=person(request),
            at=timezone.now(),
        )
        if codes:
            gate_passed(request, GATE)
    if not codes:
        form.add_error("code", _wrong())
        return _page(request, form=form)
    response = _page(request, codes=codes)
    remember(request, response, _user(request).username, SHOWED_CODE)
    return response


def _renew(request: HttpRequest) -> HttpResponse:
    """New recovery codes, this once."""
    return _after_code(request, _renewed)


def _renewed(request: HttpRequest) -> HttpResponse:
    codes = recovery_codes_renew(user=_user(request), by=person(request), at=timezone.now())
    return _page(request, codes=codes)


def _remove(request: HttpRequest) -> HttpResponse:
    """The page without a second factor."""
    return _after_code(request, _removed)


def _removed(request: HttpRequest) -> HttpResponse:
    try:
        second_factor_remove(user=_user(request), by=person(request), at=timezone.now())
    except Refused:
        messages.error(
            request, _("Your role needs a second factor; you can move it, not remove it.")
        )
        return redirect("second_factor")
    messages.success(request, _("The second factor is removed; your password alone lets you in."))
    return redirect("second_factor")


def _after_code(request: HttpRequest, then: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """What comes then, if the code is right: an unwatched screen gives the account to nobody."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    with transaction.atomic():
        checked = _checked(request, form)
        if checked.way:
            return then(request)
    return _page(request, form=form, checked=checked)


MOVES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "begin": _begin,
    "cancel": _cancel,
    "confirm": _confirm,
    "renew": _renew,
    "remove": _remove,
}
