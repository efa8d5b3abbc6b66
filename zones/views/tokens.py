"""The page of a person's tokens: made, shown once, revoked; an administrator sees everybody's."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ..access import Person, person
from ..display import DASH, moment
from ..models import ApiToken
from ..people import name_of
from ..services.tokens import Made, token_create, token_revoke
from ..services.transactions import Refused

#: Days that are offered; the first is chosen.
DAYS = (90, 30, 180, 365)
MOST_SHOWN = 200


class TokenForm(forms.Form):
    """What a new token is called, what it may do, and how long."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("What uses it, and where: by this you will know it again."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    may_read = forms.BooleanField(
        label=gettext_lazy("read what is open to you"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    may_submit = forms.BooleanField(
        label=gettext_lazy("enter and hand in figures as you may"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("In force for"),
        coerce=int,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args, who: Person, **more):
        super().__init__(*args, **more)
        self.fields["days"].choices = [(days, _("%(days)s days") % {"days": days}) for days in DAYS]
        if not who.may_collect:
            del self.fields["may_submit"]


@dataclass(frozen=True)
class TokenRow:
    """A token as the page prints it."""

    pk: int
    name: str
    prefix: str
    owner: str
    scopes: str
    made: str
    expires: str
    last_used: str
    state: str
    is_in_force: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens and the form for another one; what was made is shown this once."""
    who = person(request)
    form = TokenForm(request.POST or None, who=who)
    made, refusal = None, ""
    if request.method == "POST" and form.is_valid():
        made, refusal = _made(who, form)
        if made:
            form = TokenForm(who=who)
    found = ApiToken.objects.select_related("user")
    if not who.is_administrator:
        found = found.filter(user_id=who.user_id)
    context = {
        "rows": [_row(one) for one in found[:MOST_SHOWN]],
        "sees_all": who.is_administrator,
        "form": form,
        "made": made,
        "refusal": refusal,
    }
    return render(request, "account/tokens.html", context)


@require_POST
def token_revoked(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the page, the token revoked; 404 for one that is neither one's own nor to be seen."""
    who = person(request)
    token = ApiToken.objects.filter(pk=pk).first()
    if token is None or (token.user_id != who.user_id and not who.is_administrator):
        raise Http404
    token = token_revoke(token=token, by=who, at=timezone.now())
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return redirect("tokens")


def _made(who: Person, form: TokenForm) -> tuple[Made | None, str]:
    """The token that the form asks for, or why there is none."""
    asked = {"may_submit": False} | form.cleaned_data
    try:
        return token_create(by=who, at=timezone.now(), **asked), ""
    except Refused as refused:
        return None, _sentence(refused)


def _row(token: ApiToken) -> TokenRow:
    is_in_force = token.is_in_force(timezone.now())
    words = {"read": _("read"), "submit": _("submit")}
    return TokenRow(
        pk=token.pk,
        name=token.name,
        prefix=token.prefix,
        owner=name_of(token.user),
        scopes=_(", ").join(words[code] for code in token.scopes),
        made=moment(token.created_at),
        expires=moment(token.expires_at),
        last_used=moment(token.last_used_at) if token.last_used_at else DASH,
        state=_("in force") if is_in_force else _("revoked") if token.revoked_at else _("expired"),
        is_in_force=is_in_force,
    )


def _sentence(refused: Refused) -> str:
    """Why no token was made, and what to do instead."""
    return SENTENCES[refused.code]() % refused.params


SENTENCES = {
    "busy": lambda: _("Others are writing at the moment; nothing was made. Try again."),
    "token_needs_name": lambda: _("Give the token a name of at most 60 characters."),
    "token_needs_scope": lambda: _("Choose what the token may do: read, submit, or both."),
    "token_not_for_submitting": lambda: _(
        "Your account enters no figures, so that its tokens cannot either."
    ),
    "token_days": lambda: _("A token is in force for 1 to %(most)s days."),
    "too_many_tokens": lambda: _(
        "You have %(most)s tokens in force; revoke one that is not needed any more."
    ),
}
