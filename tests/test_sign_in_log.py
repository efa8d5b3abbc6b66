"""The log tells who came in or was turned away, who took a file home, whose rights changed."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories import make_person, make_zone, user_of
from zones import access
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db
RIGHT = "right and long"


@pytest.fixture
def leader():
    user = user_of(make_person("leader", access.LEADERSHIP))
    user.set_password(RIGHT)
    user.save()
    return user


@pytest.fixture
def administrator(client):
    """The client of an administrator as the site makes them."""
    from zones.services.accounts import groups_ensure

    groups_ensure()
    user = user_of(make_person("admin", access.ADMINISTRATORS))
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


def logged(*actions: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action__in=actions).order_by("seq"))


def account_form(**fields) -> dict:
    """The administration's form of an account, without a post."""
    blank = {"first_name": "", "last_name": "", "email": "", "is_active": "on"}
    posts = {"post-TOTAL_FORMS": "0", "post-INITIAL_FORMS": "0"}
    return blank | posts | fields


def test_coming_in_and_going_out_are_told_with_the_address(client, leader):
    sent = {"username": "leader", "password": RIGHT}
    client.post("/login/", sent, REMOTE_ADDR="192.0.2.7")
    client.post("/logout/", REMOTE_ADDR="192.0.2.8")
    came, left = logged("signed_in", "signed_out")
    assert (came.person_id, came.origin) == (leader.pk, "192.0.2.7")
    assert (left.person_id, left.origin) == (leader.pk, "192.0.2.8")
    assert audit_verdict().is_intact


def test_who_is_turned_away_is_nobody_of_ours_and_the_account_is_named(client, leader):
    client.post("/login/", {"username": "leader", "password": "x"}, REMOTE_ADDR="192.0.2.7")
    (entry,) = logged("sign_in_failed")
    assert (entry.code, entry.person_id, entry.origin) == ("leader", None, "192.0.2.7")


def test_what_was_typed_for_no_account_is_kept_nowhere(client, leader):
    client.post("/login/", {"username": "my secret password", "password": "x"})
    (entry,) = logged("sign_in_failed")
    assert entry.code == ""
    assert "secret" not in str(list(AuditEntry.objects.values()))


def test_leaving_without_having_come_in_is_not_told(client):
    assert client.post("/logout/").status_code == 302
    assert logged("signed_out") == []


def test_the_administration_has_no_door_of_its_own(client, leader):
    asked = client.get("/admin/")
    door = client.get(asked.url)
    assert door.url == "/login/?next=/admin/"
    client.force_login(leader)
    assert client.post("/admin/login/", {"username": "leader"}).status_code == 403


def test_a_table_that_is_downloaded_is_told_with_its_page_and_what_was_asked(client, leader):
    client.force_login(leader)
    assert client.get("/measures/").status_code == 200
    assert logged("file_taken") == []
    client.get("/measures/?export=csv")
    client.head("/measures/?export=csv")  # nothing is sent
    (entry,) = logged("file_taken")
    assert (entry.person_id, entry.code) == (leader.pk, "measures")
    assert entry.new == {"address": "/measures/?export=csv"}


def test_a_new_account_is_told_with_its_rights(administrator):
    group = Group.objects.get(name=access.REPORTERS)
    url = reverse("admin:auth_user_add")
    typed = {"username": "newcomer", "password1": "a-good-Pass-7", "password2": "a-good-Pass-7"}
    posts = {"post-TOTAL_FORMS": "0", "post-INITIAL_FORMS": "0"}
    added = administrator.post(url, typed | posts | {"usable_password": "true"})
    assert added.status_code == 302
    (entry,) = logged("account_added")
    assert (entry.code, entry.old, entry.new["groups"]) == ("newcomer", None, [])
    administrator.post(added.url, account_form(username="newcomer", groups=[group.pk]))
    (changed,) = logged("account_changed")
    assert changed.old["groups"] == []
    assert changed.new["groups"] == [access.REPORTERS]
    assert changed.person_name == "Admin"


def test_an_account_saved_as_it_was_is_not_told(administrator, leader):
    url = reverse("admin:auth_user_change", args=[leader.pk])
    groups = list(leader.groups.values_list("pk", flat=True))
    same = {"username": "leader", "first_name": leader.first_name, "last_name": leader.last_name}
    form = account_form(**same, email=leader.email, groups=groups)
    assert administrator.post(url, form).status_code == 302
    assert logged("account_changed") == []


@pytest.mark.parametrize("changed", [{"first_name": "New name"}, {"username": "renamed"}])
def test_an_account_of_another_name_or_login_is_told(administrator, leader, changed):
    url = reverse("admin:auth_user_change", args=[leader.pk])
    groups = list(leader.groups.values_list("pk", flat=True))
    same = {"username": "leader", "first_name": leader.first_name, "groups": groups}
    before = leader.get_full_name()
    assert administrator.post(url, account_form(**same | changed)).status_code == 302
    (entry,) = logged("account_changed")
    assert (entry.old["login"], entry.old["name"]) == ("leader", before)
    leader.refresh_from_db()
    assert (entry.new["login"], entry.new["name"]) == (leader.username, leader.get_full_name())
    assert entry.old != entry.new


def test_a_post_given_to_an_account_is_told(administrator, leader):
    zone = make_zone("yichang")
    url = reverse("admin:auth_user_change", args=[leader.pk])
    groups = list(leader.groups.values_list("pk", flat=True))
    post = {"post-TOTAL_FORMS": "1", "post-0-zone": zone.pk, "post-0-user": leader.pk}
    administrator.post(url, account_form(username="leader", groups=groups) | post)
    (entry,) = logged("account_changed")
    assert (entry.old["zone"], entry.new["zone"]) == ("", "yichang")


def test_the_administrators_group_opens_the_administration_and_leaving_it_shuts_it(
    administrator, leader
):
    url = reverse("admin:auth_user_change", args=[leader.pk])
    group = Group.objects.get(name=access.ADMINISTRATORS)
    administrator.post(url, account_form(username="leader", groups=[group.pk]))
    leader.refresh_from_db()
    assert leader.is_staff
    administrator.post(url, account_form(username="leader"))
    leader.refresh_from_db()
    assert not leader.is_staff


def test_a_password_set_for_somebody_is_told_and_not_what_it_is(administrator, leader):
    url = reverse("admin:auth_user_password_change", args=[leader.pk])
    new = {"password1": "another-Pass-8", "password2": "another-Pass-8"}
    administrator.post(url, new | {"usable_password": "true"})
    (entry,) = logged("password_set")
    assert (entry.code, entry.person_name, entry.new) == ("leader", "Admin", None)


def test_a_password_refused_is_not_told(administrator, leader):
    url = reverse("admin:auth_user_password_change", args=[leader.pk])
    administrator.post(url, {"password1": "short", "password2": "short"})
    assert logged("password_set") == []
