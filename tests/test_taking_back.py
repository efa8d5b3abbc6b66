"""What staff set last is taken back: what counted before is set again, and nothing is lost."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import date
from decimal import Decimal

import pytest

from assessments.selectors.reading_terms import terms_on
from indicators.models import Adoption, AnnualTarget
from tests import test_annual_targets_kept as yearly
from tests import test_readings_kept as readings
from tests.assessing import make_world, published
from tests.factories import user_of
from tests.reading import leader, open_as, parsed, read, text  # noqa: F401
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db
PAGE, READING = "/targets/growth/", "/readings/1/"


@pytest.fixture
def world():
    return make_world()


def ways_back(page) -> list[str]:
    """Where the rows of the history lead for being taken back."""
    return page.xpath("//table//a[.='Take back']/@href")


def ready(page) -> dict[str, str]:
    """What the form that takes something back sends."""
    (form,) = page.xpath("//form[.//button[contains(., 'Take it back')]]")
    sent = {one.get("name"): one.get("value") for one in form.xpath(".//input[@name='seen']")}
    return sent | {one.get("name"): one.text for one in form.xpath(".//textarea")}


def taken_back(client, read, person, address: str):
    """The answer to whoever follows the way back and presses the button, changing nothing."""
    return client.post(address.partition("#")[0], ready(read(person, address)))


# A yearly target


def test_a_target_just_set_is_one_page_from_what_counted_before(world, client, read):
    yearly.set_target(world, "620.1234")
    yearly.set_target(world, "580", since="2022-07-01", seen=1)
    (way,) = ways_back(read(world.staff, PAGE))
    said = text(read(world.staff, way))
    assert "CNY 6 million, in force from 2022-07-01" in said
    assert "Version 2 is taken back: what counted before it counts again from the same day." in said
    assert taken_back(client, read, world.staff, way).status_code == 302
    rows = list(AnnualTarget.objects.order_by("version"))
    assert [(one.value, one.in_force_from) for one in rows[1:]] == [
        (580, date(2022, 7, 1)),
        (Decimal("620.1234"), date(2022, 7, 1)),
    ]
    assert rows[2].reason_zh == "撤回第2版，恢复此前的设定。"
    assert rows[2].reason_en == "Version 2 is taken back; what counted before it counts again."
    assert rows[2].set_by_id == world.staff.user_id


def test_the_first_target_taken_back_leaves_the_zone_without_one(world, client, read):
    yearly.set_target(world, "620")
    published("2022")
    before = AuditEntry.objects.count()
    (way,) = ways_back(read(world.staff, PAGE))
    said = text(read(world.staff, way))
    assert "Already published: 2022. These results stay as they are" in said
    taken_back(client, read, world.staff, way)
    last = AnnualTarget.objects.order_by("version").last()
    assert (last.version, last.value, last.in_force_from) == (2, None, date(2022, 1, 1))
    (entry,) = AuditEntry.objects.filter(seq__gt=before)
    assert entry.action == "target_withdrawn"
    assert entry.old["value"] == "620.0000"
    assert audit_verdict().is_intact


def test_what_was_taken_back_can_be_taken_back_too(world, client, read):
    yearly.set_target(world, "620")
    for _turn in range(2):
        (way,) = ways_back(read(world.staff, PAGE))
        taken_back(client, read, world.staff, way)
    values = AnnualTarget.objects.order_by("version").values_list("value", flat=True)
    assert list(values) == [620, None, 620]


def test_the_line_that_says_it_is_set_leads_to_the_way_back(world, client, read, open_as):
    open_as(world.staff, PAGE)
    answer = client.post(yearly.address(), {"reason_zh": "经协商", "seen": "0"}, follow=True)
    page = parsed(answer)
    (link,) = page.xpath("//*[contains(@class, 'zt-message')]//a[.='Take it back']/@href")
    assert [link] == ways_back(page)


def test_who_sets_no_targets_sees_no_way_back_and_goes_none(world, leader, read, client):
    yearly.set_target(world, "620")
    (way,) = ways_back(read(world.staff, PAGE))
    assert ways_back(read(leader, PAGE)) == []
    assert "Take it back" not in text(read(leader, way))
    client.force_login(user_of(leader))
    terms = {"reason_zh": "撤回", "seen": "1"}
    assert client.post(way.partition("#")[0], terms).status_code == 403
    assert AnnualTarget.objects.count() == 1


def test_a_version_that_another_one_followed_is_not_taken_back(world, read):
    yearly.set_target(world, "620")
    (way,) = ways_back(read(world.staff, PAGE))
    yearly.set_target(world, "640", seen=1, by=world.reviewer)
    page = read(world.staff, way)
    assert "cannot be taken back any more: another yearly target was set after it" in text(page)
    assert not page.xpath("//button[contains(., 'Take it back')]")


def test_a_target_of_a_later_day_stays_when_an_earlier_one_is_taken_back(world, client, read):
    yearly.set_target(world, "640", since="2022-10-01")
    yearly.set_target(world, "620", since="2022-04-01", seen=1)
    (way,) = ways_back(read(world.staff, PAGE))
    assert "From 2022-10-01 on another one is set already" in text(read(world.staff, way))
    taken_back(client, read, world.staff, way)
    last = AnnualTarget.objects.order_by("version").last()
    assert (last.value, last.in_force_from) == (None, date(2022, 4, 1))


def test_the_list_of_all_targets_and_the_files_have_no_way_back(world, open_as, read):
    yearly.set_target(world, "620")
    assert ways_back(read(world.staff, "/targets/")) == []
    assert b"Take back" not in open_as(world.staff, PAGE, **{"a-export": "csv"}).content


def test_what_the_demonstration_set_is_nobodys_slip(world, read):
    yearly.set_target(world, "620")
    AnnualTarget.objects.update(is_demonstration=True)
    assert ways_back(read(world.staff, PAGE)) == []


@pytest.mark.parametrize("back", ["x", "-1", "", "²", "9" * 40])
def test_a_version_that_is_no_number_sets_something_new(world, read, back):
    page = read(world.staff, yearly.address(back=back))
    assert page.xpath("//button[contains(., 'Adopt')]")


# A reading


@pytest.fixture
def printed(world):
    """The world with a reading that its target rests on."""
    return readings.with_reading(world)


def test_a_reading_just_adopted_is_one_page_from_what_was_loaded(printed, client, read, open_as):
    loaded = terms_on(printed.reading, date(2022, 7, 1))
    open_as(printed.staff, READING)
    answer = client.post(
        readings.address(printed), {"reason_zh": "核对原件", "seen": "0"}, follow=True
    )
    page = parsed(answer)
    (link,) = page.xpath("//*[contains(@class, 'zt-message')]//a[.='Take it back']/@href")
    assert [link] == ways_back(page)
    assert "Amounts that change: Target growth: 15% → 35%." in text(read(printed.staff, link))
    assert taken_back(client, read, printed.staff, link).status_code == 302
    assert terms_on(printed.reading, date(2022, 7, 1)) == loaded
    assert [one.version for one in Adoption.objects.order_by("version")] == [1, 2]
    assert Adoption.objects.get(version=2).reason_zh == "撤回第1版，恢复此前的设定。"
    assert audit_verdict().is_intact


def test_of_several_readings_the_one_before_counts_again(printed, client, read):
    readings.adopt(printed)
    second = readings.terms(printed, "0.25", "增长25%")
    readings.adopt(printed, second, since="2022-07-01", seen=1)
    (way,) = ways_back(read(printed.staff, READING))
    taken_back(client, read, printed.staff, way)
    now = terms_on(printed.reading, date(2022, 7, 1))
    assert (now.adopted, now.amounts[0].amount) == ("年均进出口额增长15%以上", Decimal("0.15"))


def test_a_reading_that_another_one_followed_is_not_taken_back(printed, read, leader):
    readings.adopt(printed)
    (way,) = ways_back(read(printed.staff, READING))
    readings.adopt(printed, readings.terms(printed, "0.2"), seen=1, by=printed.reviewer)
    page = read(printed.staff, way)
    assert "cannot be taken back any more: another reading was adopted after it" in text(page)
    assert not page.xpath("//button[contains(., 'Take it back')]")
    assert ways_back(read(leader, READING)) == []


def test_an_amount_of_money_comes_back_with_every_place(printed, client, read):
    (condition,) = printed.target.conditions.all()
    condition.rule, condition.amount = "level", Decimal("123456.7891")
    condition.save()
    level = readings.terms(printed, "200000", "达到20亿元")
    readings.adopt(printed, level)
    (way,) = ways_back(read(printed.staff, READING))
    taken_back(client, read, printed.staff, way)
    now = terms_on(printed.reading, date(2022, 1, 1))
    assert now.amounts[0].amount == Decimal("123456.7891")
