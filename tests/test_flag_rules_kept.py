"""Flag rules are set by staff on their page: shown in effect first, then a version of its own."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest
from django.utils import timezone

from assessments.models import Flag, FlagRule
from assessments.services.flag_rules import FlagRuleTerms, flag_rule_set
from tests.assessing import make_world, published
from tests.reading import leader, open_as, read, text  # noqa: F401

PAGE = "/flag-rules/missed_years/"
TERMS = {"try": "1", "is_on": "1", "threshold": "3", "window": "1"}
TERMS |= {"consequence": "exit", "targets": "growth"}


@pytest.fixture
def world(db):
    world = make_world()
    world.set_target(world.a, 2022, 10_000)
    return world


def query(**more):
    return "&".join(f"{name}={value}" for name, value in (TERMS | more).items())


def test_everybody_reads_a_rule_with_its_versions_and_nobody_but_staff_sets_it(
    world, read, leader, open_as
):
    page = read(leader, PAGE)
    assert "missed 2 years running: a warning; 3 years running: the exit procedure" in text(page)
    assert "from the start" in text(page)
    assert not page.xpath("//main//form")
    assert read(world.staff, PAGE).xpath("//main//form[@method='get']")
    assert read(leader, "/method/").xpath(f"//a[@href='{PAGE}']")
    assert open_as(leader, "/flag-rules/moon/").status_code == 404


def test_all_rules_stand_on_one_page_led_to_from_schemes_and_method(world, read, leader):
    for path in ("/schemes/", "/method/"):
        assert read(leader, path).xpath("//a[@href='/flag-rules/']")
    rows = {
        text(one.xpath("td[1]")[0]): one for one in read(leader, "/flag-rules/").xpath("//tbody/tr")
    }
    assert len(rows) == FlagRule.objects.values("code").distinct().count()
    (row,) = [one for one in rows.values() if one.xpath(f".//a[@href='{PAGE}']")]
    assert [text(cell) for cell in row.xpath("td")][1:4:2] == ["yes", "3"]
    assert "from the start" in text(row)
    held = FlagRule.objects.get(code="missed_years")
    off = FlagRuleTerms(is_on=False, threshold=held.threshold, window=held.window)
    flag_rule_set(
        code=held.code, terms=off, reason_zh="暂停", seen=1, by=world.staff, at=timezone.now()
    )
    (row,) = read(leader, "/flag-rules/").xpath(f"//tbody/tr[td//a[@href='{PAGE}']]")
    assert text(row.xpath("td[2]")[0]) == "no"
    assert "from the start" not in text(row)


def test_the_effect_is_shown_before_anything_is_stored(world, read):
    published("2021")
    published("2022")
    page = read(world.staff, f"{PAGE}?{query()}")
    assert "missed in one year: a warning; years running to the exit procedure: 3" in text(page)
    assert "lead to something else: 1, in 2022." in text(page)  # 2021 has nothing that changes
    assert "also when they are assessed again: 2021, 2022." in text(page)
    rows = page.xpath("//section[@aria-label='What would change']//tbody/tr")
    assert ["missed for years exit warning" in text(one) for one in rows] == [True]
    assert FlagRule.objects.filter(code="missed_years").count() == 1
    off = read(world.staff, "/flag-rules/annual_target_missed/?try=1&is_on=0&consequence=notice")
    assert "switched off: the year is over" in text(off)


def test_what_was_shown_is_what_is_stored_and_what_is_published_stays(world, client, open_as, read):
    published("2021")
    found = published("2022")
    stored = list(Flag.objects.values_list("pk", "code", "consequence"))
    address = f"{PAGE}?{query()}"
    open_as(world.staff, address)
    about = {"seen": "1", "reason_zh": "从严", "reason_en": "Stricter"}
    assert client.post(address, about).headers["Location"] == PAGE
    rows = [text(one) for one in read(world.staff, PAGE).xpath("//tbody/tr")]
    assert len(rows) == 2
    assert rows[0].startswith("2")
    assert "Stricter" in rows[0]
    assert list(Flag.objects.values_list("pk", "code", "consequence")) == stored
    assert found.digest == type(found).objects.get(pk=found.pk).digest


@pytest.mark.parametrize(
    ("more", "about", "words"),
    [
        ({"window": "4"}, {}, "The warning comes no later than the exit procedure"),
        ({}, {"reason_zh": " "}, "Write the reason in Chinese"),
        ({}, {"reason_zh": "从严" * 251}, "A reason has 500 characters at most, this one 502"),
        ({}, {"reason_en": "x" * 501}, "A reason has 500 characters at most, this one 501"),
        ({}, {"seen": "0"}, "Somebody else has set this rule since you opened the page"),
        ({"window": "2"}, {}, "The rule says this already"),
        ({"window": "0"}, {}, "Ensure this value is greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_said_and_the_reason_typed_stays(
    world, client, open_as, more, about, words
):
    address = f"{PAGE}?{query(**more)}"
    open_as(world.staff, address)
    said = client.post(address, {"seen": "1", "reason_zh": "从严"} | about).content.decode()
    assert words in said
    if more.get("window") not in ("0", "4") and "reason_zh" not in about:
        assert "从严</textarea>" in said
    assert FlagRule.objects.filter(code="missed_years").count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"threshold": "2", "window": "3"}, "The warning comes no later than the exit procedure"),
        ({"window": "2"}, "The rule says this already"),
    ],
)
def test_terms_that_would_be_refused_show_no_effect_and_are_not_offered(world, read, more, words):
    page = read(world.staff, f"{PAGE}?{query(**more)}")
    assert words in text(page)
    assert not page.xpath("//main//form[@method='post']")
    assert "If it is adopted" not in text(page)


def test_a_page_sent_twice_is_no_refusal(world, client, open_as):
    address = f"{PAGE}?{query()}"
    open_as(world.staff, address)
    for _time in range(2):
        said = client.post(address, {"seen": "1", "reason_zh": "从严"})
        assert said.headers["Location"] == PAGE
    assert FlagRule.objects.filter(code="missed_years").count() == 2
