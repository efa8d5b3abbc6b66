"""What the checks find is told in the preview of a file, before anything of it is saved."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Observation, Override, Submission, ValidationRule
from tests.collecting import entry, hand_in, record, text, verified
from tests.factories import make_quarter, make_zone
from tests.test_uploads import ALL, UPLOAD, confirm, fill, refusal, table, uploaded, workbook

pytestmark = pytest.mark.django_db
#: Processing above total trade: severe without any rule loaded.
CONTRADICTION = ("yichang区", 60, 40, 130)
HEADER = ("综合保税区", "trade_import额", "trade_export额", "processing额")
LIST = "zone,quarter,indicator,value,unit,basis,stated_ytd,stated_last_year,stated_growth\n"


def preview(client, page, query=""):
    return client.get(page + query).context["preview"]


def row(client, page, indicator):
    return next(one for one in preview(client, page).rows if one.indicator == indicator)


def before_the_table(response) -> str:
    return text(response).partition("<main")[2].partition("<table")[0]


def as_list(*rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("清单.csv", (LIST + "\n".join(rows)).encode())


def jump_rule() -> None:
    ValidationRule.objects.create(kind="jump", severity="warning", threshold=5, quarters=4)


def four_quarters(zone, people, amount=100) -> None:
    both = {"submitter": people["yichang"], "reviewer": people["commerce"]}
    for quarter in ("2021Q2", "2021Q3", "2021Q4", "2022Q1"):
        entries = [entry("trade_import", amount), entry("trade_export", amount)]
        verified(zone, entries, both, quarter)


# Findings


def test_a_severe_finding_is_named_before_the_buttons_and_beside_its_cell(desk):
    client = desk("yichang")
    page = uploaded(client, table(CONTRADICTION, header=HEADER))
    told = "Processing (130 × CNY 10,000) is more than Trade total (100 × CNY 10,000)"
    assert told in before_the_table(client.get(page)).partition("<button")[0]
    (check,) = row(client, page, "Processing").checks
    assert (check.badge.text, check.text.startswith(told)) == ("severe", True)
    assert f"severe</span> {told}" in text(client.get(page)).partition("<table")[2]
    assert Submission.objects.count() == 0


def test_with_a_severe_finding_the_page_offers_the_draft_alone_and_says_where_to_go(desk):
    client = desk("yichang")
    shown = before_the_table(client.get(uploaded(client, table(CONTRADICTION, header=HEADER))))
    assert 'value="confirm"' in shown
    assert 'value="hand_in"' not in shown
    assert "btn-primary" not in shown
    assert 'href="/collect/2022Q2/yichang/"' in shown
    assert "hand it in on the zone’s page with the reason" in shown


def test_a_refused_hand_in_speaks_of_no_place_that_the_page_does_not_have(desk):
    client = desk("yichang")
    page = uploaded(client, table(CONTRADICTION, header=HEADER))
    said = refusal(client, page, move="hand_in")
    assert "The checks have severe findings" in said
    assert "beside" not in said


def test_the_preview_finds_what_the_zone_s_page_finds_once_it_is_saved(place, people, desk):
    jump_rule()
    four_quarters(place["yichang"], people)
    client = desk("yichang")
    file = table(("yichang区", 9000, 100, 0), header=HEADER)
    page = uploaded(client, file)
    before = {check.text for one in preview(client, page).rows for check in one.checks}
    assert confirm(client, page).status_code == 302
    sheet = client.get("/collect/2022Q2/yichang/").context["sheet"]
    assert before == {check.text for check in sheet.checks}
    assert any("Trade import is 9,000" in sentence for sentence in before)


def test_what_is_found_in_a_total_stands_beside_the_part_that_the_file_has(place, people, desk):
    jump_rule()
    four_quarters(place["yichang"], people)
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 9000, 100)))
    told = [check.text for check in row(client, page, "Trade import").checks]
    assert any(sentence.startswith("Trade total is 9,100") for sentence in told)


def test_warnings_are_counted_and_shown_alone_where_that_is_asked_for(place, people, desk):
    jump_rule()
    four_quarters(place["yichang"], people)
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 9000, 110)))
    assert "(2 warnings)" in before_the_table(client.get(page))
    only = preview(client, page, "?show=found")
    assert [one.indicator for one in only.rows] == ["Trade import"]
    assert preview(client, page).rows[0].indicator == "Trade import"
    assert 'value="hand_in"' in text(client.get(page))  # they hold nothing up


def test_a_finding_that_has_its_reason_already_holds_nothing_up(place, people, desk):
    entries = [entry("trade_import", 60), entry("trade_export", 40), entry("processing", 130)]
    subject = ("part_above_whole", "processing")
    both = {"submitter": people["yichang"], "reviewer": people["commerce"]}
    verified(place["yichang"], entries, both, reasons={subject: "含结转货物"})
    assert Override.objects.count() == 1
    client = desk("yichang")
    header = (*HEADER, "vehicles")
    page = uploaded(client, table((*CONTRADICTION, 5), header=header))
    told = preview(client, page)
    assert told.blocking == []
    (check,) = row(client, page, "Processing").checks
    assert check.reason == "含结转货物"
    assert "Reason given: 含结转货物" in text(client.get(page))


def test_a_severe_finding_of_what_the_file_does_not_touch_is_named_too(place, people, desk):
    entries = [entry("trade_import", 60), entry("trade_export", 40), entry("processing", 130)]
    record(place["yichang"], entries, people["yichang"])
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 5), header=("综合保税区", "vehicles")))
    told = preview(client, page)
    assert ([one.zone for one in told.stored], told.blocking) == (["Yichang"], [])
    shown = before_the_table(client.get(page))
    assert "not in this file: correct them on the zone’s page" in shown
    assert "correct the file first" not in shown
    assert 'value="hand_in"' not in shown


def test_a_total_that_is_off_for_a_stored_part_is_not_put_down_to_the_file(place, people, desk):
    jump_rule()
    ValidationRule.objects.update(severity="severe")
    four_quarters(place["yichang"], people)
    record(place["yichang"], [entry("trade_import", 9000)], people["yichang"])
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 100), header=("综合保税区", "trade_export额")))
    told = preview(client, page)
    assert {one.text.split(" is ")[0] for one in told.stored} == {"Trade import", "Trade total"}
    assert told.blocking == []
    assert row(client, page, "Trade export").checks == []


def test_of_many_severe_findings_eight_are_named_and_the_rest_counted(place, desk):
    names = [f"zone{number}" for number in range(10)]
    for name in names:
        make_zone(name, start="2021Q2")
    client = desk("commerce")
    rows = [(f"{name}区", *CONTRADICTION[1:]) for name in names]
    page = uploaded(client, table(*rows, header=HEADER), ALL)
    shown = before_the_table(client.get(page))
    assert shown.count("Processing (130") == 8
    assert "Further findings: 2" in shown


def test_what_is_confirmed_is_not_checked_once_more(desk):
    client = desk("yichang")
    page = uploaded(client, table(CONTRADICTION, header=HEADER))
    assert confirm(client, page).status_code == 302
    assert not any(one.checks for one in preview(client, page).rows)


def test_a_year_to_date_below_the_quarters_before_is_severe(place, people, desk):
    four_quarters(place["yichang"], people)
    client = desk("yichang")
    file = as_list("yichang,2022Q2,trade_import,40,万元,ytd,,,")
    page = uploaded(client, file)
    found = row(client, page, "Trade import")
    assert found.checks[0].badge.text == "severe"
    assert "is below zero (−60 × CNY 10,000)" in found.checks[0].text
    assert "check the unit and the table first" in found.text
    assert "btn-primary" not in before_the_table(client.get(page))


def test_a_year_to_date_of_a_draft_was_never_reported(place, people, desk):
    four_quarters(place["yichang"], people)
    record(place["yichang"], [entry("trade_import", 250, basis="ytd")], people["yichang"])
    client = desk("yichang")
    page = uploaded(client, as_list("yichang,2022Q2,trade_import,260,万元,ytd,,,"))
    assert row(client, page, "Trade import").kind.text == "changed"
    assert "A revision" not in text(client.get(page))


# What a file states beside its figures


@pytest.mark.parametrize(
    ("beside", "sentence"),
    [
        ("230,,", "stated as 230 × CNY 10,000 from 1 January"),
        (",120,", "same span last year is stated as 120 × CNY 10,000, but stored as 100"),
        (",,30", "growth of Trade import is stated as +30.00%, but the levels give +10.00%"),
    ],
)
def test_what_a_file_states_beside_its_figures_is_checked_as_by_command(
    place, people, desk, beside, sentence
):
    for kind in ("year_to_date_differs", "last_year_differs", "growth_differs"):
        ValidationRule.objects.create(kind=kind, severity="warning", threshold=1)
    four_quarters(place["yichang"], people)
    client = desk("yichang")
    page = uploaded(client, as_list(f"yichang,2022Q2,trade_import,110,万元,quarter,{beside}"))
    assert preview(client, page).warnings == []  # no column is left out
    assert any(sentence in check.text for check in row(client, page, "Trade import").checks)
    assert confirm(client, page).status_code == 302
    assert sentence in text(client.get("/collect/2022Q2/yichang/"))


def test_what_is_stated_is_kept_in_the_stored_unit_and_shown(place, people, desk):
    client = desk("yichang")
    line = "yichang,2022Q2,trade_import,0.0110,亿元,quarter,230万元,0.012,12.345%"
    page = uploaded(client, as_list(line))
    said = row(client, page, "Trade import").text
    for words in ("year to date 230 ×", "same period last year 120 ×", "growth +12.35%"):
        assert words in said
    confirm(client, page)
    kept = Observation.objects.get(indicator__code="trade_import")
    assert (kept.value, kept.stated_ytd, kept.stated_last_year) == (110, 230, 120)
    assert str(kept.stated_growth) == "12.35"


@pytest.mark.parametrize(
    ("beside", "cell"),
    [("约200,,", "G2"), (",n/a,", "H2"), (",,x", "I2"), (",,123456789", "I2"), ("2亿美元,,", "G2")],
)
def test_what_cannot_be_read_beside_a_figure_is_refused_at_its_own_cell(desk, beside, cell):
    client = desk("yichang")
    page = uploaded(client, as_list(f"yichang,2022Q2,trade_import,110,万元,quarter,{beside}"))
    (refused,) = preview(client, page).rows
    assert refused.place.endswith(cell)
    assert (refused.zone, refused.indicator) == ("Yichang", "Trade import")


def test_beside_several_figures_of_a_row_nobody_knows_which_is_meant(desk):
    client = desk("yichang")
    page = uploaded(client, table(("yichang区", 1, 2, 9), header=(*HEADER[:3], "stated_ytd")))
    told = " ".join(sentence for _place, sentence in preview(client, page).warnings)
    assert "“stated_ytd” was not read" in told


def test_the_upload_page_names_the_columns_that_it_takes(desk):
    page = text(desk("yichang").get(UPLOAD))
    for name in ("stated_ytd", "stated_last_year", "stated_growth"):
        assert name in page


# What a refused cell is of


def test_a_refused_cell_of_the_template_names_its_zone_and_its_indicator(place, desk):
    client = desk("commerce")
    book = workbook(client.get("/collect/2022Q2/template.xlsx"))
    page = uploaded(client, fill(book, vehicles="约5"), ALL)
    refused = [one for one in preview(client, page).rows if one.kind.order == 0]
    assert {one.zone for one in refused} == {"Donghu", "Yichang"}
    assert {one.indicator for one in refused} == {"Vehicles"}


def test_a_name_that_nobody_knows_leaves_the_other_one_standing(desk):
    client = desk("commerce")
    page = uploaded(client, as_list("nowhere,2022Q2,trade_import,110,万元,quarter,,,"), ALL)
    (refused,) = preview(client, page).rows
    assert (refused.zone, refused.indicator) == ("—", "Trade import")


def test_the_checks_ask_as_often_for_60_zones_as_for_7(queries, desk):
    jump_rule()
    client, counts = desk("commerce"), []
    for size in (7, 60):
        names = [f"z{size}x{number}" for number in range(size)]
        for name in names:
            make_zone(name, start="2021Q2")
        rows = [(f"{name}区", *CONTRADICTION[1:]) for name in names]
        page = uploaded(client, table(*rows, header=HEADER), ALL)
        with queries() as asked:
            assert len(preview(client, page).blocking) == min(size, 8)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Where a file is not taken


@pytest.mark.parametrize(
    ("state", "sentence"), [("submitted", "wait for review"), ("locked", "This quarter is locked")]
)
def test_where_nothing_can_be_uploaded_the_page_says_so_before_and_leads_on(
    place, people, desk, state, sentence
):
    quarter = "2022Q2"
    if state == "submitted":
        hand_in(place["yichang"], [entry("trade_import", 1)], people["yichang"])
    else:
        quarter = "2022Q3"
        make_quarter(quarter, locks_on=date(2023, 1, 1))
    page = text(desk("yichang").get(f"/collect/{quarter}/yichang/upload"))
    assert sentence in page
    assert "No file is taken now." in page
    assert 'type="file"' not in page
    assert "more time" not in page  # nor is that theirs to give
    assert f'href="/collect/{quarter}/yichang/"' in page.partition("No file is taken")[2]


def test_the_department_is_led_from_a_locked_quarter_to_where_more_time_is_given(desk):
    make_quarter("2022Q3", locks_on=date(2023, 1, 1))
    client = desk("commerce")
    page = text(client.get("/collect/2022Q3/upload")).partition("No file is taken")[2]
    assert 'href="/collect/2022Q3/#reopen"' in page
    page = text(client.get("/collect/2022Q3/yichang/upload")).partition("No file is taken")[2]
    assert 'href="/collect/2022Q3/?zone=yichang#reopen"' in page
    assert "reopen" not in text(desk("yichang").get("/collect/2022Q3/yichang/upload"))


def test_one_zone_that_takes_figures_is_enough(place, people, desk):
    hand_in(place["yichang"], [entry("trade_import", 1)], people["yichang"])
    assert 'type="file"' in text(desk("commerce").get(ALL))


def test_a_file_of_another_quarter_is_led_to_the_page_of_that_one(desk):
    make_quarter("2022Q3", locks_on=date(2999, 1, 1))
    client = desk("yichang")
    page = uploaded(client, as_list("yichang,2022Q3,trade_import,1,万元,quarter,,,"))
    shown = before_the_table(client.get(page))
    assert "The figures are of 2022Q3: upload the file on the page of that quarter." in shown
    assert 'class="btn btn-primary" href="/collect/2022Q3/yichang/upload"' in shown
    assert "Take the workbook with its refused cells marked" not in shown


def test_nobody_is_led_to_a_quarter_that_is_not_collected(desk):
    client = desk("yichang")
    page = uploaded(client, as_list("yichang,2030Q3,trade_import,1,万元,quarter,,,"))
    shown = before_the_table(client.get(page))
    assert "2030Q3/yichang/upload" not in shown
    assert "Take the workbook with its refused cells marked" in shown
