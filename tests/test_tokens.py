"""Tokens for programs: shown once, stored hashed, named, limited, revoked, told in the log."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_person, make_zone, user_of
from zones.models import ApiToken, AuditEntry
from zones.selectors.audit import audit_verdict
from zones.services.tokens import TokenRejected, token_create, token_revoke, token_use
from zones.services.transactions import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter():
    return make_person("yichang", zone=make_zone("yichang"))


def made(by, **fields):
    asked = {"name": "月报程序", "may_read": True, "may_submit": False, "days": 30}
    return token_create(by=by, at=timezone.now(), **(asked | fields))


def used(secret, at=None, origin="10.0.0.9"):
    return token_use(secret=secret, at=at or timezone.now(), origin=origin)


def logged(action):
    return list(AuditEntry.objects.filter(action=action).order_by("seq"))


def why_rejected(secret, at=None) -> str:
    with pytest.raises(TokenRejected) as caught:
        used(secret, at)
    return caught.value.code


def test_the_secret_is_stored_nowhere(reporter):
    secret = made(reporter).secret
    stored = str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))
    shown = f"zt_{ApiToken.objects.get().prefix}_"
    assert secret.startswith(shown)
    hidden = secret.removeprefix(shown)  # it may hold an underscore of its own
    assert len(hidden) >= 32
    assert hidden not in stored


def test_the_person_behind_a_token_is_its_owner_from_where_they_ask(reporter):
    token, who = used(made(reporter).secret)
    assert (who.user_id, who.zone_id, who.groups) == (
        reporter.user_id,
        reporter.zone_id,
        reporter.groups,
    )
    assert who.origin == "10.0.0.9"
    assert token.scopes == ("read",)


def test_the_last_use_is_noted_once_a_minute(reporter, queries):
    secret, now = made(reporter).secret, timezone.now()
    used(secret, now)
    with queries() as sent:
        used(secret, now + timedelta(seconds=30))
    assert [one["sql"] for one in sent if not one["sql"].startswith("SELECT")] == []
    assert ApiToken.objects.get().last_used_at == now
    used(secret, now + timedelta(seconds=61))
    assert ApiToken.objects.get().last_used_at == now + timedelta(seconds=61)


def test_revoked_expired_and_wrong_tokens_open_nothing(reporter):
    first, second = made(reporter), made(reporter, days=1)
    token_revoke(token=first.token, by=reporter, at=timezone.now())
    assert why_rejected(first.secret) == "revoked"
    assert why_rejected(second.secret, timezone.now() + timedelta(days=2)) == "expired"
    assert why_rejected(second.secret + "x") == "wrong_secret"
    assert why_rejected("zt_00000000_x") == "unknown"
    user_of(reporter).__class__.objects.update(is_active=False)
    assert why_rejected(second.secret) == "account_closed"


def test_making_revoking_and_failing_stand_in_the_audit_log(reporter):
    found = made(reporter)
    token_revoke(token=found.token, by=reporter, at=timezone.now())
    why_rejected(found.secret)
    (making,) = logged("token_made")
    assert (making.person_name, making.code) == ("Yichang", found.token.prefix)
    assert (making.new["name"], making.new["scopes"]) == ("月报程序", "read")
    (revoking,) = logged("token_revoked")
    assert revoking.old == {"name": "月报程序", "owner": "yichang"}
    (failing,) = logged("token_failed")
    assert failing.new == {"why": "revoked", "owner": "yichang", "from": "10.0.0.9"}
    assert audit_verdict().is_intact


def test_a_program_that_fails_again_and_again_fills_no_log(reporter):
    found, now = made(reporter), timezone.now()
    for minutes in (0, 1, 59, 61):
        why_rejected(found.secret + "x", now + timedelta(minutes=minutes))
    for number in range(5):
        why_rejected(f"zt_0000000{number}_x")
    assert len(logged("token_failed")) == 2


def test_revoked_twice_it_is_revoked_once(reporter):
    found, now = made(reporter), timezone.now()
    for _time in range(2):
        token_revoke(token=found.token, by=reporter, at=now)
    assert len(logged("token_revoked")) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "  "}, "token_needs_name"),
        ({"name": "x" * 61}, "token_needs_name"),
        ({"may_read": False}, "token_needs_scope"),
        ({"days": 0}, "token_days"),
        ({"days": 367}, "token_days"),
    ],
)
def test_a_token_without_name_scope_or_end_is_refused(reporter, fields, code):
    with pytest.raises(Refused, match=code):
        made(reporter, **fields)
    assert not ApiToken.objects.exists()


def test_who_enters_no_figures_gets_no_token_that_does():
    with pytest.raises(Refused, match="token_not_for_submitting"):
        made(make_person("leader", "leadership"), may_submit=True)


def test_nobody_has_more_tokens_than_can_be_looked_through(reporter):
    for _number in range(20):
        last = made(reporter)
    with pytest.raises(Refused, match="too_many_tokens"):
        made(reporter)
    token_revoke(token=last.token, by=reporter, at=timezone.now())
    assert made(reporter).token.pk


@pytest.fixture
def page(client, reporter):
    """`page(person)`: the client, signed in as that person, in English."""

    def signed_in(who=reporter):
        client.force_login(user_of(who))
        client.cookies["django_language"] = "en"
        return client

    return signed_in


ASKED = {"name": "loader", "may_read": "on", "may_submit": "on", "days": "90"}


def test_the_page_shows_the_secret_once_and_keeps_it_out_of_caches(page):
    answer = page().post("/account/tokens/", ASKED)
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    secret = answer.context["made"].secret
    assert secret in answer.content.decode()
    assert secret not in page().get("/account/tokens/").content.decode()
    assert used(secret)[0].scopes == ("read", "submit")


def test_the_page_says_what_is_missing_and_keeps_what_was_typed(page):
    answer = page().post("/account/tokens/", {"name": "loader", "days": "90"})
    said = answer.content.decode()
    assert "Choose what the token may do: read, submit, or both." in said
    assert 'value="loader"' in said
    assert not ApiToken.objects.exists()


def test_an_administrator_sees_and_revokes_everybodys_and_others_only_their_own(page, reporter):
    token = made(reporter).token
    stranger = make_person("fgw", "agencies")
    assert "月报程序" not in page(stranger).get("/account/tokens/").content.decode()
    assert page(stranger).post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    admin = make_person("admin", "administrators")
    assert "月报程序" in page(admin).get("/account/tokens/").content.decode()
    page(admin).post(f"/account/tokens/{token.pk}/revoke/")
    assert ApiToken.objects.get().revoked_by_id == admin.user_id
    with pytest.raises(Refused, match="not_your_token"):
        token_revoke(token=token, by=stranger, at=timezone.now())


def test_the_page_asks_as_often_for_many_tokens_as_for_one(page, reporter, queries):
    client = page()
    made(reporter)
    with queries() as few:
        client.get("/account/tokens/")
    for _number in range(10):
        made(reporter)
    with queries() as many:
        client.get("/account/tokens/")
    assert len(many) == len(few)
