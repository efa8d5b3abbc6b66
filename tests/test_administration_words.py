"""The administration speaks the page's language, and calls a role as pages do."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml.html import fromstring

from indicators.models import MeasureAgency
from tests.factories import make_agency, make_measure, make_policy, user_of
from zones.models import RoleRule, Zone, ZoneGroup
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


#: What a page calls what it shows: a field, what helps with it, a column, a filter, a set, a row
#: of a set, a choice. What somebody entered is no word of the administration.
CALLED = " | ".join(
    f"//main//{one}"
    for one in (
        *("label", "thead//th", "summary", "h2[contains(@class, 'heading')]", "option"),
        *("*[contains(@class, 'help')]", "td[@class='original']/p"),
    )
)
#: A language is called by its own name.
OWN_NAME = "English"


@pytest.fixture
def entered(place):
    """One entry of each kind, so that every form has one to show."""
    zone = place["yichang"]
    zone.dates.create(event="accepted", date="2020-01", confidence="verified")
    zone.codes.create(system="customs_area", code="4201", confidence="verified")
    zone.aliases.create(printed="宜昌综保区", use="short")
    ZoneGroup.objects.create(code="small", name_zh="小型综保区", name_en="Small zones")
    agency = make_agency("commerce", name_zh="商务厅")
    MeasureAgency.objects.create(
        measure=make_measure(make_policy()), agency=agency, order=1, printed="商务厅", role="lead"
    )


def addresses(place):
    """Every list of the administration, and each of its forms, empty and filled."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        entry = place["yichang"] if model is Zone else model.objects.latest("pk")
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_change", args=[entry.pk])
        if model is not MeasureAgency:  # the policy’s file adds those
            yield reverse(f"{name}_add")


def test_whatever_the_administration_shows_has_a_name_in_chinese(read, entered, place):
    for address in addresses(place):
        called = {one.text_content().strip() for one in read(address).xpath(CALLED)}
        assert called, address
        unnamed = {one for one in called - {OWN_NAME} if not re.search("[一-鿿]|^-*$", one)}
        assert unnamed == set(), address


def test_a_new_account_and_the_list_of_kinds_are_explained_in_chinese(read):
    page = read("/admin/auth/user/add/")
    assert "保存后在下一页填写名字、电子邮件地址和角色。" in page.text_content()
    heads = {head.text.strip() for head in page.xpath("//*[@id='nav-sidebar']//thead//th")}
    assert heads == {"名称", "增加", "修改或查看"}
