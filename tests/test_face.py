"""What all pages share: badges, sparklines, charts, navigation, login and errors."""

import io
import math
import re
from decimal import Decimal
from pathlib import Path

import plotly.graph_objects as go
import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import Context, Template
from django.test import override_settings
from django.urls import reverse

from assessments.badges import assessment_badge, flag_badge, status_badge
from assessments.models import Assessment, Flag, FlagRule, TargetResult
from tests.factories import make_person, make_submission, make_zone, user_of
from zones import access
from zones.badges import KINDS, Badge
from zones.charts import chart
from zones.context import entries
from zones.sparkline import sparkline


def test_a_sparkline_has_gaps_where_values_are_missing():
    drawn = sparkline([1, 2, None, math.nan, 3, 4, None], title="four quarters")
    assert drawn.count("<polyline") == 2
    assert drawn.count('class="is-last"') == 1
    assert "<title>four quarters</title>" in drawn
    assert "nan" not in drawn


def test_a_sparkline_marks_a_value_alone_between_gaps():
    assert sparkline([1, None, 2, None, 3]).count("<circle") == 3


def test_a_sparkline_of_one_height_runs_through_the_middle():
    assert sparkline([5, 5], height=24).count(",12.0") == 2


@pytest.mark.parametrize("values", [[], [None], [math.nan, None]])
def test_a_sparkline_of_nothing_is_empty(values):
    assert sparkline(values) == ""


def test_the_title_of_a_sparkline_is_escaped():
    assert "<b>" not in sparkline([1, 2], title="<b>")


def test_a_chart_keeps_missing_values_as_gaps_and_leaves_the_colours_to_the_page():
    figure = go.Figure([go.Scatter(x=["2021Q1", "2021Q2"], y=[Decimal("1.5"), math.nan])])
    drawn = chart("c", "Trade", "Trade rose.", figure, ["quarter", "trade"], [["2021Q1", "1.50"]])
    assert drawn.figure["data"][0]["y"] == [1.5, None]
    assert "template" not in drawn.figure["layout"]


def test_a_chart_is_printed_with_its_finding_and_its_data():
    figure = go.Figure([go.Bar(x=["</script>"], y=[1])])
    drawn = chart("c", "Trade", "Trade rose.", figure, ["zone", "trade"], [["Donghu", "1.00"]])
    html = Template('{% include "components/chart.html" %}').render(Context({"chart": drawn}))
    assert "Trade rose." in html
    assert '<td class="zt-num">1.00</td>' in html
    assert "</script>\\u003C" not in html
    assert html.count("</script>") == 1


def test_every_state_has_a_badge_with_a_shape():
    badges = [status_badge(status) for status in TargetResult.Status]
    badges += [assessment_badge(state) for state in Assessment.State]
    badges += [
        flag_badge(Flag(code="rank_dropped", consequence=consequence))
        for consequence in FlagRule.Consequence
    ]
    assert all(one.kind in KINDS and one.icon and one.text for one in badges)


def test_badges_escape_their_words():
    html = Template("{% badge one %}").render(Context({"one": Badge("bad", "<b>", "flag", '"x')}))
    assert "<b>" not in html
    assert 'title="&quot;x"' in html


def test_an_icon_is_there_for_every_badge_and_place():
    from django.contrib.staticfiles import finders

    from zones.context import PLACES

    with open(finders.find("vendor/tabler-icons.svg"), encoding="utf-8") as file:
        drawn = file.read()
    named = {place.icon for _title, places in PLACES for place in places}
    named |= {status_badge(status).icon for status in TargetResult.Status}
    named |= {assessment_badge(state).icon for state in Assessment.State}
    assert [name for name in sorted(named) if f'id="{name}"' not in drawn] == []


def test_the_charts_know_by_the_same_table_as_the_style_that_a_sheet_lies_across():
    style, charts = (
        (Path(settings.BASE_DIR) / "static" / name).read_text("utf-8")
        for name in ("css/zonetrack.css", "js/charts.js")
    )
    (table,) = re.findall(r'ACROSS = "(.+)";', charts)
    assert f"body:has({table}) {{ page: across; }}" in style


def names(person: access.Person) -> set[str]:
    return {str(entry.href) for _title, links in entries(person, "measures") for entry in links}


def test_no_two_places_of_the_navigation_have_the_same_icon():
    from zones.context import PLACES

    icons = [place.icon for _title, places in PLACES for place in places]
    assert sorted(icons) == sorted(set(icons))


def test_the_navigation_shows_only_what_is_open_to_the_person(db):
    zone = make_zone("yichang")
    reporter = make_person("yichang", zone=zone)
    customs = make_person("customs", access.CUSTOMS)
    administrator = make_person("admin", access.ADMINISTRATORS)
    assert reverse("measures") in names(customs)
    assert reverse("admin:index") in names(administrator)
    assert reverse("admin:index") not in names(reporter) | names(customs)
    assert "/collect/" not in names(customs)


def test_the_navigation_marks_the_page_that_is_open(db):
    commerce = make_person()
    current = [
        entry.href
        for _title, links in entries(commerce, "measure")
        for entry in links
        if entry.is_current
    ]
    assert current == [reverse("measures")]


def test_a_page_names_the_person_and_their_role(client, db):
    client.force_login(user_of(make_person("commerce")))
    client.cookies["django_language"] = "en"
    html = client.get(reverse("measures")).content.decode()
    assert "Commerce department" in html
    assert 'action="/logout/"' in html


def test_the_language_is_switched_by_a_form_and_the_page_kept(client, db):
    response = client.post(reverse("set_language"), {"language": "en", "next": "/login/?a=1"})
    assert response.url == "/login/?a=1"
    assert '<html lang="en"' in client.get("/login/").content.decode()
    elsewhere = client.post(
        reverse("set_language"), {"language": "en", "next": "https://example.org/"}
    )
    assert elsewhere.url == "/"


def test_the_login_page_is_open_and_shows_the_demo_logins_only_with_the_demonstration(client, db):
    assert "zonetrack-demo" not in client.get("/login/").content.decode()
    make_submission(make_zone(), "2022Q1", {}, by=make_person("by"), is_demonstration=True)
    assert "zonetrack-demo" in client.get("/login/").content.decode()


def test_the_banner_stands_on_every_page_of_the_demonstration_only(client, db):
    client.force_login(user_of(make_person()))
    assert "zt-banner" not in client.get(reverse("measures")).content.decode()
    make_submission(make_zone(), "2022Q1", {}, by=make_person("by"), is_demonstration=True)
    assert "zt-banner" in client.get(reverse("measures")).content.decode()


def test_a_wrong_password_is_said_and_a_right_one_leads_on(client, db):
    user = user_of(make_person("leader", access.LEADERSHIP))
    user.set_password("right and long")
    user.save()
    client.cookies["django_language"] = "en"
    wrong = client.post("/login/", {"username": "leader", "password": "wrong"})
    assert "do not match" in wrong.content.decode()
    sent = {"username": "leader", "password": "right and long", "next": "/measures/"}
    assert client.post("/login/", sent).url == "/measures/"
    assert client.post("/logout/").url == "/login/"
    assert client.get("/logout/").status_code == 405


def test_an_unknown_address_answers_404_on_the_house_page(client, db):
    for _signed_in in (False, True):
        response = client.get("/no-such-page/")
        assert response.status_code == 404
        assert "zt-head" in response.content.decode()
        client.force_login(user_of(make_person("someone" if not _signed_in else "other")))


def test_the_403_page_says_who_one_is(client, db, rf):
    from django.views.defaults import permission_denied, server_error

    request = rf.get("/")
    request.user = user_of(make_person("leader", access.LEADERSHIP))
    request.resolver_match = None
    with override_settings(LANGUAGE_CODE="en"):
        html = permission_denied(request, Exception()).content.decode()
    assert "Leader (Leadership)" in html
    assert server_error(request).status_code == 500


def test_translations_are_compiled_once(settings, tmp_path):
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Overview"\nmsgstr "总览"\n',
        encoding="utf-8",
    )
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    said = [io.StringIO(), io.StringIO()]
    for out in said:
        call_command("compile_translations", stdout=out)
    assert "locale/zh_Hans/LC_MESSAGES/django.mo: 1 messages compiled" in said[0].getvalue()
    assert "up to date" in said[1].getvalue()
    assert (folder / "django.mo").exists()
