"""The administration calls a role as pages do, in the page's language."""

import pytest
from django.test import Client
from django.utils import translation
from lxml.html import fromstring

from tests.factories import user_of
from zones.models import RoleRule
from zones.roles import GROUPS, ROLES
from zones.services.accounts import groups_ensure

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(people):
    """`read(address)`: a page of the administration in Chinese, as an administrator has it."""
    groups = groups_ensure()
    RoleRule.objects.create(group=groups["customs"], one_session=True)
    client = Client()
    administrator = user_of(people["admin"])
    administrator.is_staff = True
    administrator.save()
    client.force_login(administrator)
    client.cookies["django_language"] = "zh-hans"

    def read(address: str):
        answer = client.get(address)
        assert answer.status_code == 200
        return fromstring(answer.content.decode())

    return read


def in_chinese() -> set[str]:
    with translation.override("zh-hans"):
        return {str(name) for name in ROLES.values()}


def test_every_form_and_list_of_the_administration_names_a_role_in_the_pages_language(read, people):
    account = f"/admin/auth/user/{people['customs'].user_id}/change/"
    rule = f"/admin/zones/rolerule/{RoleRule.objects.get().pk}"
    choices = read(account).xpath("//select[@name='groups']/option/text()")
    assert set(choices) == in_chinese()
    choices = read("/admin/zones/rolerule/add/").xpath("//select[@name='group']/option/text()")
    assert set(choices) - {"---------"} == in_chinese()
    logins = {one.name.lower() for one in people.values()}  # some are called as their role is
    for address in (
        *(account, "/admin/auth/user/", "/admin/zones/rolerule/", "/admin/zones/rolerule/add/"),
        *(f"{rule}/change/", f"{rule}/delete/"),
    ):
        words = {text.strip() for text in read(address).xpath("//main//text()")}
        assert not words & (set(GROUPS) - logins), address
    assert "海关" in read("/admin/zones/rolerule/").text_content()
    filters = read("/admin/auth/user/").get_element_by_id("changelist-filter")
    assert "综保区填报员" in filters.text_content()


def test_a_role_that_was_made_by_hand_is_called_by_its_own_name(read, people):
    user_of(people["customs"]).groups.create(name="海关二科")
    choices = read(f"/admin/auth/user/{people['customs'].user_id}/change/")
    assert "海关二科" in choices.xpath("//select[@name='groups']/option/text()")
