"""The search: what answers, for whom, and what a person keeps at hand."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml.html import fromstring

from assessments.selectors.search import search
from tests.bulletins import prepared, print_plainly, published
from tests.demo_database import demonstration  # noqa: F401
from tests.wide import widen_demonstration
from zones.access import person_of
from zones.models import AuditEntry, Pin
from zones.services.pins import MOST_PINS

pytestmark = pytest.mark.usefixtures("demonstration", "db")


def found(asked: str, login: str = "leader", language: str = "zh-hans") -> dict[str, list[str]]:
    """The answers' names by kind."""
    with translation.override(language):
        groups = search(asked, person_of(User.objects.get(username=login)))
        return {str(group.title): [hit.text for hit in group.hits] for group in groups}


def client_of(login: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=login))
    return client


@pytest.mark.parametrize("asked", ["yc", "yichang", "宜昌", "Yichang", "宜昌综合保税区"])
def test_a_zone_is_found_by_name_pinyin_and_initials(asked):
    assert "宜昌综合保税区" in found(asked)["综合保税区"]


def test_two_words_find_a_figure_of_a_zone_and_its_cases_and_papers():
    assert "宜昌 · 进出口额" in found("yc jcke")["综合保税区的数据"]
    assert found("yc 2021")["处置事项"]
    assert all("2021" in name and "宜昌" in name for name in found("yc 2021")["处置事项"])
    assert "2023年考核" in found("2023 kh")["考核"]


def test_an_indicator_is_found_beside_its_chart_where_zones_are_compared():
    client = client_of("yichang")
    answer = fromstring(client.get(reverse("search"), {"q": "jcke"}).content.decode())
    (link,) = [
        one for one in answer.iterfind(".//main//a") if one.text_content() == "进出口额 · 对比"
    ]
    address, _mark, place = link.get("href").partition("#")
    compared = fromstring(client.get(address).content.decode())
    assert "进出口额" in compared.get_element_by_id(place).findtext(".//figcaption/span")


@pytest.mark.parametrize("extra", [{}, {"list": "1"}])
@pytest.mark.parametrize(
    ("asked", "language", "answer", "found", "reason"),
    [
        ("yc", "zh-hans", "宜昌综合保税区", ["宜昌"], "拼音 yi chang"),
        ("宜昌", "zh-hans", "宜昌综合保税区", ["宜昌"], ""),
        ("yichang", "en", "Yichang Comprehensive Bonded Zone", ["Yichang"], ""),
        (
            *("yc", "en", "Yichang Comprehensive Bonded Zone"),
            *(["宜昌"], "also called 宜昌综合保税区 · pinyin yi chang"),
        ),
    ],
)
def test_an_answer_shows_why_it_answers(extra, asked, language, answer, found, reason):
    client = client_of("leader")
    client.cookies["django_language"] = language
    page = fromstring(client.get(reverse("search"), {"q": asked, **extra}).content.decode())
    (line,) = page.xpath(
        "//li[a[contains(@href, '/zones/yichang/') and not(contains(@href, 'figures'))]]"
    )
    said = " ".join(line.text_content().split())
    assert said.startswith(answer)
    assert line.xpath(".//mark/text() | .//mark/span/text()") == found
    assert said.endswith(reason)
    assert ("pinyin" in said or "拼音" in said) == bool(reason)


def test_a_published_bulletin_is_found_by_its_period_and_a_draft_is_not(monkeypatch):
    print_plainly(monkeypatch)
    prepared("2021H1")
    published("2022H2")
    assert found("2022H2")["通报"] == ["2022年通报"]
    assert "通报" not in found("2021H1")


def test_a_measure_is_found_by_its_number_and_a_page_by_its_name_in_either_language():
    assert any(name.startswith("14. ") for name in found("14")["举措"])
    assert "文本校读" in found("readings")["页面"]
    assert "Readings" in found("文本校读", language="en")["Pages"]


def test_nobody_is_told_of_cases_tasks_and_pages_that_are_not_open_to_them():
    assert len({name.split(" · ")[1] for name in found("2023", "leader", "en")["Cases"]}) > 1
    own = found("2023", "yichang", "en").get("Cases", [])
    assert all("Yichang" in name for name in own)
    assert "What if" in found("what if", "leader", "en")["Pages"]
    assert "Pages" not in found("what if", "yichang", "en")
    assert "Tasks" in found("pilot", "leader", "en")
    assert "Tasks" not in found("pilot", "yichang", "en")


def test_nothing_asked_or_nothing_called_so_is_said():
    client = client_of("leader")
    assert "没有" in client.get(reverse("search"), {"q": "qqqqqq"}).content.decode()
    assert found("   ") == {}


def test_any_question_is_answered_with_the_same_queries_at_200_zones(queries):
    client = client_of("leader")

    def sent() -> list[int]:
        counts = []
        for asked in ("宜昌", "yc 2023", "a", "'\"<b>%00\x00", "9" * 500):
            with queries() as found:
                assert client.get(reverse("search"), {"q": asked}).status_code == 200
            counts.append(len(found))
        return counts

    before = sent()
    widen_demonstration(200)
    assert sent() == before


def pinned(client: Client) -> list[str]:
    page = fromstring(client.get(reverse("search")).content.decode())
    return [link.text for link in page.findall(".//section/ul[@class='zt-hits']/li/a")]


def test_a_page_with_its_filter_is_pinned_once_found_again_and_taken_off():
    client, address = client_of("yichang"), "/assessments/2023/?status=missed"
    for title in ("2023年度考核", "2023年未完成"):
        response = client.post(reverse("pin"), {"address": address, "title": title})
        assert (response.status_code, response["Location"]) == (302, address)
    assert pinned(client) == ["2023年未完成"]
    assert pinned(client_of("commerce")) == []
    listed = client.get(reverse("search"), {"list": "1", "here": address}).content.decode()
    assert "取消固定本页" in listed
    client.post(reverse("pin"), {"address": address, "remove": "1"})
    assert pinned(client) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "",
        "/nowhere/at/",
    ],
)
def test_no_other_place_is_pinned_or_led_to(address):
    client = client_of("yichang")
    response = client.post(reverse("pin"), {"address": address, "title": "x", "back": address})
    assert response["Location"] in (reverse("search"), "/nowhere/at/")
    assert not Pin.objects.exists()


def test_so_many_pages_are_pinned_and_no_more():
    client = client_of("yichang")
    for number in range(MOST_PINS + 1):
        client.post(reverse("pin"), {"address": f"/zones/?page={number}", "title": "x"})
    assert Pin.objects.count() == MOST_PINS
    assert str(MOST_PINS) in client.get(reverse("search")).content.decode()


def test_what_somebody_pins_is_not_told_to_the_log():
    client = client_of("yichang")
    before = AuditEntry.objects.count()
    client.post(reverse("pin"), {"address": "/zones/", "title": "x"})
    assert AuditEntry.objects.count() == before
