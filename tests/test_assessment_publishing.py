"""Running and publishing an assessment in the browser: who may, and what is refused."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from decimal import Decimal

import pytest

from assessments.models import Assessment
from indicators.models import Submission
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, parsed, read, text  # noqa: F401
from tests.reading_assessments import leader, person, post, said  # noqa: F401

pytestmark = pytest.mark.usefixtures("demonstration", "db")
State = Assessment.State


# Running


def test_running_again_without_a_change_makes_nothing_and_says_so(post):
    before = Assessment.objects.count()
    response = post("commerce", "/assessments/run/", period="2023")
    assert said(response) == ["Nothing has changed since version 1 of 2023; it stands."]
    assert Assessment.objects.count() == before


def test_a_draft_is_open_to_staff_and_leadership_and_hidden_from_others(post, person, open_as):
    response = post("commerce", "/assessments/run/", period="2023Q3")
    assert response.status_code == 200
    assert said(response)[0].endswith("version 1.")
    statuses = {
        login: open_as(person(login), "/assessments/2023Q3/").status_code
        for login in ("commerce2", "leader", "customs", "yichang", "fgw", "admin")
    }
    hidden = dict.fromkeys(("customs", "yichang", "fgw", "admin"), 404)
    assert statuses == {"commerce2": 200, "leader": 200} | hidden
    listed = open_as(person("customs"), "/assessments/").content.decode()
    assert "2023Q3" not in listed


def test_a_draft_says_that_it_is_one_and_why_it_cannot_be_published(post, read, leader):
    response = post("commerce", "/assessments/run/", period="2023Q3")
    assert "only half-years and years publish" in response.content.decode()
    page = read(leader, "/assessments/2023Q3/")
    assert "A draft, not published" in text(page)
    assert "A preview: nothing follows from a flag" in text(page)
    assert not page.xpath("//form[contains(@action, '/publish/')]")


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ("", "Choose a period to assess."),
        ("2022H2", "Choose a period to assess."),
        ("2030", "Nothing is reported for 2030 yet; there is nothing to assess."),
        ("2020", "No scheme is in force in 2020; load one that takes effect"),
    ],
)
def test_a_period_that_cannot_be_assessed_is_refused_in_a_sentence(post, period, sentence):
    response = post("commerce", "/assessments/run/", period=period)
    (message,) = said(response)
    assert message.startswith(sentence)


@pytest.mark.parametrize("login", ["leader", "customs", "yichang", "fgw", "admin"])
def test_readers_may_neither_run_nor_publish(post, login):
    before = list(Assessment.objects.values_list("pk", "state"))
    assert post(login, "/assessments/run/", period="2023").status_code == 403
    assert post(login, "/assessments/2023/publish/", version=1).status_code == 403
    assert list(Assessment.objects.values_list("pk", "state")) == before


# Publishing


@pytest.fixture
def revised(person):
    """A draft of 2023 on a revised figure."""
    held = Submission.objects.filter(
        zone__code="donghu", quarter__year=2023, quarter__quarter=4, state="verified"
    )
    held.get().observations.filter(indicator__code="trade_total").update(value=Decimal(1_200_000))
    return person("commerce")


def test_a_draft_is_published_and_supersedes_what_stood(post, revised, open_as, person):
    draft = post("commerce", "/assessments/run/", period="2023")
    assert "Publish version 2" in draft.content.decode()
    assert (
        "A newer draft, version 2"
        in open_as(person("leader"), "/assessments/2023/").content.decode()
    )
    done = post(
        "commerce", "/assessments/2023/publish/", version=2, unheard_reason="已电话征求意见"
    )
    assert said(done)[0].startswith("Version 2 of 2023 is published.")
    steps = [one.get("href") for one in parsed(done).xpath("//a[@class='zt-next']")]
    assert steps == ["/bulletins/2023H2/", "/cases/?year=2023"]
    states = Assessment.objects.filter(period="2023").order_by("version")
    assert list(states.values_list("state", flat=True)) == [State.SUPERSEDED, State.PUBLISHED]
    assert open_as(person("customs"), "/assessments/2023/").context["page"].assessment.version == 2


def test_publishing_twice_is_harmless(post, revised):
    post("commerce", "/assessments/run/", period="2023")
    post("commerce", "/assessments/2023/publish/", version=2, unheard_reason="已电话征求意见")
    moment = Assessment.objects.get(period="2023", version=2).published_at
    again = post("commerce2", "/assessments/2023/publish/", version=2)
    assert said(again) == [
        "This assessment is published already, or was replaced. Reload the page."
    ]
    assert Assessment.objects.get(period="2023", version=2).published_at == moment


def test_a_provisional_draft_is_refused_in_a_sentence(post):
    post("commerce", "/assessments/run/", period="2023Q3")
    response = post("commerce", "/assessments/2023Q3/publish/", version=1)
    assert said(response)[0].startswith("2023Q3 is a quarter: its board is provisional")
    assert Assessment.objects.get(period="2023Q3").state == State.DRAFT


def test_an_unverified_figure_is_named_as_the_reason(post, revised):
    Submission.objects.filter(
        zone__code="donghu", quarter__year=2023, quarter__quarter=4, state="verified"
    ).update(state="submitted", verified_at=None, reviewed_by=None, published_at=None)
    page = post("commerce", "/assessments/run/", period="2023").content.decode()
    assert "Figures of this period are handed in but not verified yet." in page


def test_an_assessment_that_is_not_there_cannot_be_published(post):
    assert post("commerce", "/assessments/2023/publish/", version=7).status_code == 404
