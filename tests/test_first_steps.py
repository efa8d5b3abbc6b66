"""Who signs in for the first time sees where to begin, by their role, until they put it away."""

import pytest
from django.contrib.auth.models import User
from lxml.html import fromstring

from tests.factories import make_person, make_zone, user_of
from zones import access
from zones.first_steps import STEPS
from zones.roles import GROUPS
from zones.services.accounts import groups_ensure

pytestmark = pytest.mark.django_db
PASSWORD = "right and long"


@pytest.fixture
def newcomer():
    """`newcomer(group)`: somebody of this role who has never signed in."""
    groups_ensure()

    def make(group: str | None) -> User:
        zone = make_zone("here") if group == access.REPORTERS else None
        user = user_of(make_person("newcomer", group, zone=zone))
        user.is_staff = group == access.ADMINISTRATORS
        user.set_password(PASSWORD)
        user.save()
        return user

    return make


def come_in(client):
    client.cookies["django_language"] = "en"
    sent = {"username": "newcomer", "password": PASSWORD}
    return client.post("/login/", sent, follow=True)


def steps_on(response) -> dict[str, str]:
    """The first steps that the page prints: words and addresses."""
    page = fromstring(response.content.decode())
    return {a.text: a.get("href") for a in page.iterfind(".//nav[@class]//ol//a")}


@pytest.mark.parametrize("group", [*STEPS, None])
def test_each_role_is_led_to_at_most_three_pages_that_are_open_to_it(client, newcomer, group):
    newcomer(group)
    steps = steps_on(come_in(client))
    assert 1 <= len(steps) <= 3
    for address in steps.values():
        assert client.get(address, follow=True).status_code == 200, address
    assert steps_on(client.get("/handbook/")) == steps


def test_every_role_of_the_site_has_its_steps():
    assert set(STEPS) == set(GROUPS)


def test_the_steps_stay_until_they_are_put_away_and_are_found_in_the_handbook(
    client, newcomer, settings
):
    settings.PAGES_ARE_KEPT = True
    newcomer(access.REPORTERS)
    steps = steps_on(come_in(client))
    assert "Report your zone’s quarter" in steps
    assert steps_on(client.get("/")) == steps_on(client.get("/")) == steps
    after = client.post("/first-steps/seen/", follow=True)
    assert after.redirect_chain == [("/", 302)]
    assert "From now on the first steps stand in the handbook." in after.content.decode()
    assert steps_on(after) == steps_on(client.get("/")) == {}
    assert steps_on(client.get("/handbook/")) == steps


def test_who_signed_in_before_is_not_shown_them_again(client, newcomer):
    newcomer(access.LEADERSHIP)
    assert steps_on(come_in(client))
    client.post("/logout/")
    assert steps_on(come_in(client)) == {}


def test_a_password_to_be_changed_first_does_not_use_them_up(client, newcomer):
    from zones.models import Account

    Account.objects.create(user=newcomer(access.CUSTOMS), must_change=True)
    assert steps_on(come_in(client)) == {}
    new = "quite another and longer 7"
    words = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert "Download the latest bulletin" in steps_on(
        client.post("/account/password/", words, follow=True)
    )
