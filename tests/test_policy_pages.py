"""The pages on the policy, through HTTP: what a person reads, sorts, filters and takes home."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from indicators.models import Measure, MeasureAgency, Policy, Reading, ReadingPlace
from indicators.text import adopt, adopted_text
from tests.factories import make_agency, make_person, user_of
from tests.pages import Page
from zones.display import DASH

BUNDLE = Path(__file__).resolve().parent.parent / "fixtures" / "policies" / "hubei-2021"
PAGES = ["measures", "agencies", "readings"]


@pytest.fixture
def policy(db) -> Policy:
    """The province's policy, loaded from its bundle."""
    call_command("load_policy", str(BUNDLE), "--commit", verbosity=0, stdout=io.StringIO())
    return Policy.objects.get()


@pytest.fixture
def reader(client, db):
    """A signed-in person of the leadership."""
    client.force_login(user_of(make_person("leader", "leadership")))
    return client


@pytest.fixture
def small_policy(db) -> Policy:
    """Two measures: the first has a lead agency and one reading, the second nothing."""
    policy = Policy.objects.create(
        code="p",
        name_zh="举措",
        name_en="Measures",
        issued_on="2021-10-21",
        base_year=2020,
        first_year=2021,
        last_year=2023,
        preamble="前言<b>\n",
        province_zh="省",
        province_en="P",
    )
    first, _second = (
        Measure.objects.create(
            policy=policy,
            number=number,
            title_zh=f"举措{number}",
            title_en=f"Title {number}",
            text=f"{number}.甲市 & 乙市,  甲市。\n",
        )
        for number in (1, 2)
    )
    MeasureAgency.objects.create(
        measure=first, agency=make_agency("a"), order=1, printed="甲厅", role="lead"
    )
    reading = Reading.objects.create(
        policy=policy,
        order=1,
        clause="1",
        printed="甲市",
        adopted="丙市",
        kind="place",
        confidence="strong",
        reason_zh="理由",
        reason_en="the reason",
    )
    ReadingPlace.objects.create(reading=reading, clause="2", printed="乙市", adopted="丁市")
    return policy


def test_a_stranger_is_sent_to_the_login_page(client, small_policy):
    for address in [*map(reverse, PAGES), reverse("measure", args=[1])]:
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith(reverse("login"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_answers_in_both_languages_without_inline_script(reader, policy, language):
    reader.cookies["django_language"] = language
    addresses = [*map(reverse, PAGES), *(reverse("measure", args=[n]) for n in range(1, 16))]
    for address in addresses:
        response = reader.get(address)
        assert response.status_code == 200
        page = Page(response)
        assert page.lang == language
        assert page.handlers == []
        assert all("src" in script for script in page.scripts)
        assert len(page.ids) == len(set(page.ids)), address


def test_the_printed_text_of_every_measure_is_shown_byte_for_byte(reader, policy):
    for measure in Measure.objects.all():
        page = Page(reader.get(measure.get_absolute_url()))
        assert page.texts["printed", str(measure.number)] == measure.text


def test_the_whole_policy_stands_on_the_pages_as_printed(reader, policy):
    opening = Page(reader.get(reverse("measures")))
    texts = [opening.texts["printed", clause] for clause in ("salutation", "preamble")]
    for number in range(1, 16):
        page = Page(reader.get(reverse("measure", args=[number])))
        texts.append(page.texts["printed", str(number)])
    assert "".join(texts).encode() == (BUNDLE / "policy.txt").read_bytes()


def test_the_adopted_text_carries_every_reading_of_the_clause(reader, policy):
    found = Reading.objects.filter(clause="1").values_list("printed", "adopted")
    page = Page(reader.get(reverse("measure", args=[1])))
    expected = adopted_text(adopt(Measure.objects.get(number=1).text, list(found)))
    assert page.texts["adopted", "1"] == expected
    assert "宜昌、襄阳综合保税区年进出口额达100亿元" in page.texts["adopted", "1"]


def test_every_mark_leads_to_a_reading_on_the_page(reader, policy):
    for number in range(1, 16):
        page = Page(reader.get(reverse("measure", args=[number])))
        marks = [link[1:] for link in page.links if link.startswith("#r")]
        assert set(marks) <= set(page.ids)
    assert marks  # the last measure too is read otherwise somewhere


def test_a_reading_of_another_clause_stands_in_the_form_printed_here(reader, small_policy):
    page = Page(reader.get(reverse("measure", args=[2])))
    assert page.texts["printed", "2"] == "2.甲市 & 乙市,  甲市。\n"
    assert page.texts["adopted", "2"] == "2.甲市 & 丁市,  甲市。\n"
    assert any(row[1:3] == ["乙市", "丁市"] for row in page.table)


def test_markup_in_the_policy_is_shown_and_not_run(reader, small_policy):
    page = Page(reader.get(reverse("measures")))
    assert page.texts["printed", "preamble"] == "前言<b>\n"


def test_a_measure_that_is_not_there_answers_404(reader, small_policy):
    assert reader.get("/measures/3/").status_code == 404


def test_pages_without_a_policy_say_that_there_are_no_rows(reader):
    reader.cookies["django_language"] = "en"
    for name in PAGES:
        response = reader.get(reverse(name))
        assert response.status_code == 200
        assert "There are no rows." in response.content.decode()


def test_measures_without_a_lead_agency_are_last_whichever_way_the_column_is_sorted(
    reader, small_policy
):
    for sort in ("leads", "-leads"):
        page = Page(reader.get(reverse("measures"), {"sort": sort}))
        assert [row[0] for row in page.table[1:3]] == ["1", "2"], sort


def test_every_column_sorts_both_ways(reader, policy):
    for name in PAGES:
        table = reader.get(reverse(name)).context["table"]
        for column in (column.name for column in table.columns if column.orderable):
            up = Page(reader.get(reverse(name), {"sort": column})).table
            down = Page(reader.get(reverse(name), {"sort": f"-{column}"})).table
            assert sorted(up) == sorted(down)
            assert len(up) > 3


def test_measures_are_sorted_by_what_stands_in_the_column(reader, policy):
    for sort, is_descending in (("tasks", False), ("-tasks", True)):
        page = Page(reader.get(reverse("measures"), {"sort": sort}))
        tasks = [int(row[5]) for row in page.table[1:]]
        assert tasks == sorted(tasks, reverse=is_descending)
        assert len(set(tasks)) > 2


def test_readings_are_narrowed_down_by_the_query_string(reader, policy):
    page = Page(reader.get(reverse("readings"), {"clause": "1", "kind": "unit"}))
    expected = Reading.objects.filter(clause="1", kind="unit")
    assert {f"r{reading.order}" for reading in expected} == {
        one for one in page.ids if one.startswith("r") and one[1:].isdigit()
    }
    assert expected.count() == 1


def test_every_reading_has_its_anchor_on_one_page(reader, policy):
    page = Page(reader.get(reverse("readings")))
    orders = Reading.objects.values_list("order", flat=True)
    assert {f"r{order}" for order in orders} <= set(page.ids)


@pytest.mark.parametrize("name", PAGES)
def test_the_csv_holds_the_rows_of_the_table(reader, policy, name):
    query = {"sort": "-tasks"} if name != "readings" else {"clause": "3"}
    table = reader.get(reverse(name), query).context["table"]
    response = reader.get(reverse(name), {**query, "export": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    # What is not there is a dash on the page and nothing in a file.
    expected = [["" if cell == DASH else str(cell) for cell in row] for row in table.as_values()]
    assert rows == expected
    assert len(rows) > 3


def test_the_xlsx_holds_numbers_as_numbers_and_text_as_text(reader, policy):
    response = reader.get(reverse("measures"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.values)
    assert [row[0] for row in rows[1:]] == list(range(1, 16))
    titles = list(Measure.objects.values_list("title_zh", flat=True))
    assert [row[1] for row in rows[1:]] == titles


def test_an_agency_is_found_under_every_name_it_is_printed_by(reader, policy):
    page = Page(reader.get(reverse("agencies")))
    customs = next(row for row in page.table if "上海海关" in row[-1])
    assert "武汉海关（1）" in customs[-1]
    assert "北京海关（11, 12）" in customs[-1]


def test_the_number_of_queries_does_not_grow_with_the_policy(reader, policy, queries):
    def count(address):
        with queries() as sent:
            assert reader.get(address).status_code == 200
        return len(sent)

    before = {name: count(reverse(name)) for name in PAGES}
    for number in range(16, 40):
        measure = Measure.objects.create(
            policy=policy, number=number, title_zh="又一条", title_en="One more", text="又一条。\n"
        )
        agency = make_agency(f"agency-{number}")
        MeasureAgency.objects.create(
            measure=measure, agency=agency, order=1, printed="厅", role="lead"
        )
        Reading.objects.create(
            policy=policy,
            order=100 + number,
            clause=str(number),
            printed="又",
            adopted="再",
            kind="wording",
            confidence="weak",
        )
    assert {name: count(reverse(name)) for name in PAGES} == before
