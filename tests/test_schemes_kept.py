"""Staff keep the scheme: a draft is edited, previewed and adopted; what is published stays."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone, translation
from lxml import html

from assessments.models import Assessment, Flag, Scheme, SchemeNode, ZoneResult
from assessments.outcome import judge_period
from assessments.selectors.question import question, scheme_in_force
from assessments.selectors.scheme_content import scheme_token, told_of
from assessments.selectors.scheme_preview import preview_periods, scheme_preview
from assessments.services import assessments as judged
from assessments.services.assessments import assessment_publish, assessment_run
from assessments.services.scheme_versions import (
    Refused,
    scheme_adopt,
    scheme_discard,
    scheme_draft,
)
from indicators.periods import parse_period
from tests.demo_database import FIXTURES, demonstration  # noqa: F401
from tests.factories import user_of
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import leader, person  # noqa: F401
from tests.schemes import counted, refusals, typed_in
from zones.display import label
from zones.models import AuditEntry, Zone
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.usefixtures("demonstration", "db")

EDIT = "/schemes/province-2021-v2/edit/"
PREVIEW = "/schemes/province-2021-v2/preview/"


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def staff(person):
    return person("commerce")


@pytest.fixture
def second(person):
    return person("commerce2")


@pytest.fixture
def first_version():
    return Scheme.objects.get(code="province-2021")


@pytest.fixture
def draft(first_version, staff):
    return scheme_draft(base=first_version, by=staff, at=timezone.now())


@pytest.fixture
def send(client, staff):
    """`send(address, data)` is the page that answers what was sent, or where it leads."""

    def post(path, data, who=staff):
        client.force_login(user_of(who))
        client.cookies["django_language"] = "en"
        answer = client.post(path, data)
        return html.fromstring(answer.content.decode()) if answer.status_code == 200 else answer.url

    return post


def adopt(scheme, by, year=2024, **about):
    about = {"is_revision": False, "reason_zh": "扩大产业权重", "at": timezone.now()} | about
    seen = about.pop("seen", None) or scheme_token(scheme)
    return scheme_adopt(scheme=scheme, effective_year=year, seen=seen, by=by, **about)


def refusal(act) -> str:
    with pytest.raises((Refused, judged.Refused)) as refused:
        act()
    return refused.value.code


# A draft


def test_a_draft_says_what_its_base_says_and_nothing_is_judged_by_it(first_version, draft):
    assert told_of(draft) == told_of(first_version)
    assert draft.excluded_years.count() == first_version.excluded_years.count() == 1
    assert (draft.state, draft.based_on, draft.code) == ("draft", first_version, EDIT.split("/")[2])
    assert scheme_in_force(2030) == first_version
    period = parse_period("2023")
    act = lambda: assessment_run(period=period, at=timezone.now(), scheme=draft)  # noqa: E731
    assert refusal(act) == "scheme_not_adopted"


def test_an_untouched_draft_is_not_made_a_second_time(first_version, draft, staff, send):
    assert scheme_draft(base=first_version, by=staff, at=timezone.now()) == draft
    draft.cap = 120
    draft.save()
    assert scheme_draft(base=first_version, by=staff, at=timezone.now()) != draft
    assert send("/schemes/province-2021/", {}) == "/schemes/province-2021-v3/edit/"


def test_a_draft_is_open_to_the_department_and_the_leadership_alone(draft, person, open_as):
    for login, status in (("commerce", 200), ("leader", 200), ("yichang", 404), ("fgw", 404)):
        who = person(login)
        assert open_as(who, "/schemes/province-2021-v2/").status_code == status
        assert open_as(who, PREVIEW).status_code == status
        listed = "province-2021-v2" in open_as(who, "/schemes/").content.decode()
        assert listed is (status == 200)
    assert open_as(person("leader"), EDIT).status_code == 403


def test_versions_and_drafts_that_share_a_name_are_told_apart(first_version, draft, staff, read):
    Scheme.objects.filter(pk=draft.pk).update(cap=110)
    other = scheme_draft(base=first_version, by=staff, at=timezone.now())
    assert {label(one) for one in (first_version, draft, other)} == {label(first_version)}
    names = [text(one) for one in read(staff, "/schemes/").xpath("//tbody/tr/td[1]")]
    assert len(set(names)) == len(names) == 3
    assert [name.endswith(", version 1 (from 2021)") for name in names].count(True) == 1
    (heading,) = read(staff, f"/schemes/{other.code}/").xpath("//h1")
    assert text(heading) == f"{label(other)}, draft {other.code}"


# Edited


def test_the_form_sent_as_it_stands_changes_nothing(draft, read, send, staff):
    before = counted()
    assert send(EDIT, typed_in(read(staff, EDIT))) == EDIT
    assert counted() == before
    assert told_of(Scheme.objects.get(pk=draft.pk)) == told_of(draft)


def test_weights_goalposts_and_settings_are_changed_with_a_reason(draft, read, send, staff):
    typed = typed_in(read(staff, EDIT)) | {
        "trade.weight": "30",
        "functions.weight": "30",
        "logistics_level.high": "１２０.5",  # full-width digits are digits
        "logistics_level.reason_zh": "上限上调至 120.5 亿元",
        "min_coverage": "75",
        "cap": "110",
        "grace_months": "6",
    }
    assert send(EDIT, typed | {"preview": "1"}) == PREVIEW
    now = Scheme.objects.get(pk=draft.pk)
    assert (now.cap, now.min_coverage, now.grace_months) == (110, Decimal("0.75"), 6)
    weights = dict(now.nodes.values_list("code", "weight"))
    assert (weights["trade"], weights["functions"]) == (30, 30)
    assert now.nodes.get(code="logistics_level").high == Decimal("1205000")  # 万元
    entry = AuditEntry.objects.filter(action="scheme_changed").last()
    assert (entry.person_name, entry.code) == (staff.name, draft.code)
    assert (entry.old["trade.weight"], entry.new["trade.weight"]) == ("40", "30")
    assert set(entry.new) == {
        "cap",
        "min_coverage",
        "grace_months",
        "trade.weight",
        "functions.weight",
        "logistics_level.high",
        "logistics_level.reason_zh",
    }
    said = text(read(staff, "/schemes/province-2021-v2/"))
    assert "Trade: scale and growth: weight 40 → 30" in said
    assert "Minimum coverage 0.8 → 0.75" in said


def test_a_reference_is_entered_in_the_unit_of_its_criterion_with_its_reason(
    draft, read, send, staff
):
    typed = typed_in(read(staff, EDIT)) | {
        "repair_level.reference_mean": "8.5",
        "repair_level.reference_deviation": "4",
        "repair_level.reason_zh": "参照取 2021 年试算",
        "repair_level.reason_en": "Tried on 2021",
    }
    assert send(EDIT, typed) == EDIT
    node = draft.nodes.get(code="repair_level")
    assert (node.reference_mean, node.reference_deviation) == (85_000, 40_000)
    assert node.reference_reason_zh == "参照取 2021 年试算"
    said = text(read(staff, "/schemes/province-2021-v2/"))
    assert "mean 8.5, deviation 4" in said
    assert "Mean and deviation: Tried on 2021" in said


def test_what_is_wrong_is_said_at_once_and_what_was_typed_stays(draft, read, send, staff):
    before = counted()
    typed = typed_in(read(staff, EDIT)) | {
        "trade.weight": "30",
        "repair_level.low": "30",
        "leading_level.high": "3",
        "normalisation": "baseline",
    }
    page = send(EDIT, typed)
    assert refusals(page) == [
        "Scores from a base year need to know which: enter the base year.",
        "The weights under “Overall score” add up to 90, not to 100.",
        "“Bonded repair”: the lower goalpost lies below the upper one, also where lower is better.",
        "“Bonded repair”: its goalposts or its reference change; write why, in its reason in"
        " Chinese.",
        "“Leading projects”: its goalposts or its reference change; write why, in its reason in"
        " Chinese.",
    ]
    assert typed_in(page) == typed
    assert counted() == before


def test_a_number_that_cannot_be_read_is_marked_where_it_stands(draft, read, send, staff):
    typed = typed_in(read(staff, EDIT)) | {"trade.weight": "forty", "cap": "130", "decimals": ""}
    page = send(EDIT, typed)
    assert refusals(page) == ["Some entries cannot be read; they are marked."]
    assert len(page.xpath("//p[contains(@class, 'zt-collect-error')]")) == 3
    assert typed_in(page) == typed


def test_the_second_of_two_is_told_and_shown_what_the_first_stored(
    draft, read, send, staff, second
):
    mine = typed_in(read(staff, EDIT)) | {"trade.weight": "30", "functions.weight": "30"}
    theirs = typed_in(read(second, EDIT)) | {"trade.weight": "35", "functions.weight": "25"}
    assert send(EDIT, theirs, second) == EDIT
    page = send(EDIT, mine)
    (said,) = refusals(page)
    assert said.startswith("Somebody else has changed this draft")
    stored = [text(one) for one in page.xpath("//p[@class='zt-collect-stored']")]
    assert stored == ["stored now: 35", "stored now: 25"]
    again = typed_in(page)
    assert again["trade.weight"] == "30"
    assert send(EDIT, again) == EDIT
    assert Scheme.objects.get(pk=draft.pk).nodes.get(code="trade").weight == 30


def test_the_same_page_sent_twice_is_saved_once(draft, read, send, staff):
    typed = typed_in(read(staff, EDIT)) | {"cap": "110"}
    assert send(EDIT, typed) == send(EDIT, typed) == EDIT
    assert AuditEntry.objects.filter(action="scheme_changed").count() == 1


def test_a_draft_put_away_is_gone_and_its_history_stays(draft, send, staff, read):
    assert send(PREVIEW, {"move": "discard", "seen": scheme_token(draft)}) == "/schemes/"
    assert not Scheme.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.filter(action="scheme_discarded", code=draft.code).exists()
    assert (
        refusal(lambda: scheme_discard(scheme=draft, by=staff, at=timezone.now(), seen=""))
        == "scheme_is_gone"
    )


def test_before_a_draft_is_put_away_the_page_says_what_is_lost(draft, read, staff):
    def said():
        return [text(one) for one in read(staff, PREVIEW).xpath("//*[@id='discard']/p")]

    nothing, kept = said()
    assert nothing == "Nothing is lost: the draft says the same as version 1 (from 2021)."
    assert kept.startswith("A draft that was put away cannot be brought back.")
    draft.nodes.filter(code__in=("trade", "functions")).update(weight=30)
    lost, _kept = said()
    assert lost == "Lost is what the draft says otherwise than version 1 (from 2021): 2 entries."
    (summary,) = read(staff, PREVIEW).xpath("//*[@id='discard']/summary")
    assert text(summary) == "Put this draft away"
    assert not read(staff, PREVIEW).xpath("//*[@id='discard'][@open]")


# Previewed


def changed(draft):
    """The draft with most of its weight on a zone's share of the province's trade."""
    others = ("functions", "ecommerce", "entities", "investment")
    draft.nodes.filter(code__in=others).update(weight=2)
    draft.nodes.filter(code="trade").update(weight=92)
    draft.nodes.filter(code="trade_share").update(weight=90)
    draft.nodes.filter(code="trade_growth").update(weight=10)
    return draft


def test_a_preview_judges_twice_and_saves_nothing(draft, read, staff):
    before = counted(), Assessment.objects.count(), ZoneResult.objects.count(), Flag.objects.count()
    page = read(staff, PREVIEW)
    after = counted(), Assessment.objects.count(), ZoneResult.objects.count(), Flag.objects.count()
    assert before == after
    said = text(page)
    for year in ("2023", "2022", "2021"):
        assert f"{year}: 0 of " in said
    assert "No flag would come or go." in said


@pytest.mark.usefixtures("english")
def test_a_preview_shows_what_an_assessment_under_the_draft_finds(draft):
    changed(draft)
    found = scheme_preview(draft, timezone.now())
    period = parse_period("2023")
    outcome = judge_period(question(period, draft, at=timezone.now(), as_at=None))
    scores = outcome.board.scores
    rows = [row for row in found.rows if row.period_order == (-2023, 4)]
    names = {zone.short_en: zone.code for zone in Zone.objects.filter(is_judged=True)}
    assert {names[row.zone]: row.score_then for row in rows} == dict(scores["score"])
    then = {names[row.zone]: row.rank_then for row in rows if row.rank_then is not None}
    assert then == dict(scores["rank"].dropna())
    published = ZoneResult.objects.filter(assessment__period="2023", rank__isnull=False)
    now = {names[row.zone]: row.rank for row in rows if row.rank is not None}
    assert now == dict(published.values_list("zone__code", "rank"))
    assert any(row.moved for row in rows)
    (sentence,) = [one for one in found.sentences if one.startswith("2023")]
    moved = sum(bool(row.moved) for row in rows)
    assert f"2023: {moved} of 5 ranked zones change places" in sentence


def test_a_preview_looks_at_the_last_three_years_and_the_period_in_progress():
    assert [str(one) for one in preview_periods()] == ["2024Q1", "2023", "2022", "2021"]


# Adopted


def test_an_adopted_version_is_in_force_from_its_year_and_tells_who_and_why(
    draft, send, read, staff, second, first_version
):
    changed(draft)
    sent = {
        "move": "adopt",
        "seen": scheme_token(draft),
        "effective_year": "2024",
        "reason_zh": "规模权重上调",
        "reason_en": "More weight on size",
    }
    assert send(PREVIEW, sent) == "/schemes/province-2021-v2/"
    assert (scheme_in_force(2024), scheme_in_force(2023)) == (draft, first_version)
    page = read(second, "/schemes/province-2021-v2/")
    said = text(page)
    assert staff.name in said
    assert "More weight on size" in said
    assert "Investment promotion" in text(page.xpath("//table")[1])
    entry = AuditEntry.objects.last()
    assert (entry.action, entry.new["reason"]) == ("scheme_adopted", "规模权重上调")
    assert audit_verdict().is_intact
    now = Scheme.objects.get(pk=draft.pk)
    assert (now.version, now.adopted_by_id) == (2, staff.user_id)
    assert refusal(lambda: adopt(now, staff)) == "scheme_is_adopted"


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"reason_zh": "  "}, "scheme_needs_reason"),
        ({"reason_zh": "长" * 501}, "reason_too_long"),
        ({"year": 1999}, "scheme_year"),
        ({"year": 2023}, "scheme_year_published"),
        ({"seen": "another"}, "scheme_changed_meanwhile"),
    ],
)
def test_an_adoption_that_does_not_fit_is_refused_and_nothing_changes(about, code, draft, staff):
    before = counted()
    assert refusal(lambda: adopt(draft, staff, **about)) == code
    assert counted() == before
    assert Scheme.objects.get(pk=draft.pk).state == "draft"


def test_nobody_but_the_department_adopts(draft, person):
    for login in ("leader", "yichang", "admin"):
        assert refusal(lambda: adopt(draft, person(login))) == "not_a_scheme_keeper"  # noqa: B023


def test_a_published_year_is_named_and_may_be_revised_on_purpose(draft, send, staff):
    sent = {
        "move": "adopt",
        "seen": scheme_token(draft),
        "effective_year": "2022",
        "reason_zh": "修订",
    }
    (said,) = refusals(send(PREVIEW, sent))
    assert "Results are published already for" in said
    for period in ("2022", "2023"):
        assert period in said
    before = frozen()
    assert send(PREVIEW, sent | {"is_revision": "on"}) == "/schemes/province-2021-v2/"
    assert frozen() == before
    assert scheme_in_force(2022) == draft
    assert scheme_in_force(2021).code == "province-2021"


def frozen():
    """Every published result with its digest."""
    return list(
        ZoneResult.objects.order_by("pk").values_list(
            "assessment__digest", "assessment__scheme__code", "zone__code", "score", "rank"
        )
    )


# What was published, judged again


def again(assessment):
    """The digest of an assessment made again, as it was asked when it was run."""
    asked = question(
        assessment.span, assessment.scheme, at=assessment.run_at, as_at=assessment.run_at
    )
    return judge_period(asked)


def test_every_assessment_run_again_under_its_year_s_scheme_says_the_same(draft, staff):
    held = list(Assessment.objects.exclude(published_at=None).order_by("pk"))
    assert len(held) == 7
    for is_adopted in (False, True):
        if is_adopted:
            adopt(changed(draft), staff, year=2024)
        for one in held:
            assert scheme_in_force(one.year) == one.scheme
            found = again(one)
            assert found.digest == one.digest, one
            ranks = {
                result.zone.code: result.rank
                for result in one.results.select_related("zone")
                if result.rank is not None
            }
            assert dict(found.board.scores["rank"].dropna()) == ranks


def test_a_year_run_again_under_its_scheme_is_no_new_version(draft, staff):
    published = Assessment.objects.get(period="2023", state="published")
    adopt(changed(draft), staff, year=2024)
    assert assessment_run(period=parse_period("2023"), at=timezone.now(), by=staff) == published


def test_a_draft_assessment_made_before_a_version_was_adopted_is_not_published(draft, staff):
    changed(draft)
    open_one = _run_2023_under_other_cap(staff)
    adopt(draft, staff, year=2023, is_revision=True)
    act = lambda: assessment_publish(assessment=open_one, at=timezone.now(), by=staff)  # noqa: E731
    assert refusal(act) == "scheme_changed"
    anew = assessment_run(period=parse_period("2023"), at=timezone.now(), by=staff)
    assert (anew.scheme, anew.pk != open_one.pk) == (draft, True)
    about = {"at": timezone.now(), "by": staff, "unheard_reason": "已征求"}
    assert assessment_publish(assessment=anew, **about).state == "published"


def _run_2023_under_other_cap(staff):
    """An open assessment of 2023 that differs from the published one."""
    Scheme.objects.filter(code="province-2021").update(grace_months=11)
    return assessment_run(period=parse_period("2023"), at=timezone.now(), by=staff)


# A fall in rank under a changed scheme


def rank_flags(outcome):
    return {one.zone: one.details for one in outcome.flags if one.code == "rank_dropped"}


def test_a_fall_in_rank_must_hold_with_last_year_scored_by_the_new_version(draft, staff):
    period = parse_period("2023")
    held = scheme_in_force(2023)
    before = rank_flags(judge_period(question(period, held, at=timezone.now(), as_at=None)))
    assert list(before) == ["donghu"]
    # By key projects alone 武汉东湖 was third last year too: the fall is the version's.
    chosen = {"investment", "key_level", "total"}
    draft.nodes.exclude(code__in=chosen).filter(parent__code__in=["total", "investment"]).update(
        weight=0
    )
    draft.nodes.filter(code__in=chosen).update(weight=100)
    adopted = adopt(draft, staff, year=2023, is_revision=True)
    outcome = judge_period(question(period, adopted, at=timezone.now(), as_at=None))
    ranks = outcome.common
    fallen = {zone for zone in ranks.index if ranks.at[zone, "rank"] > ranks.at[zone, "before"]}
    last_year = judge_period(question(parse_period("2022"), adopted, at=timezone.now(), as_at=None))
    was = dict(last_year.board.scores["rank"].dropna())
    both = [zone for zone in ranks.index if zone in was]
    anew = {zone: 1 + sum(was[other] < was[zone] for other in both) for zone in both}
    now = {zone: int(ranks.at[zone, "rank"]) for zone in both}
    hold = {zone for zone in fallen if now[zone] > anew[zone]}
    assert set(rank_flags(outcome)) == hold
    assert "donghu" in fallen
    assert "donghu" not in hold


# The second scheme, an example


@pytest.fixture
def example():
    call_command("load_scheme", FIXTURES / "schemes/national-2023.toml", commit=True)
    return Scheme.objects.get(code="national-2023")


def test_the_example_after_the_national_structure_is_loaded_and_not_in_force(example):
    assert example.state == "draft"
    assert scheme_in_force(2030).code == "province-2021"
    themes = example.nodes.filter(parent__parent=None, parent__isnull=False)
    assert [one.weight for one in themes] == [30, 35, 10, Decimal("12.5"), Decimal("12.5")]
    assert SchemeNode.objects.filter(scheme=example, indicator__isnull=False).count() == 18
    assert "not in force" in example.note_en


def test_the_example_says_of_every_criterion_that_its_goalposts_are_ours(example):
    for one in example.nodes.filter(indicator__isnull=False):
        assert "本系统自定" in one.reason_zh
        assert "system's own" in one.reason_en


def test_the_example_can_be_previewed_and_scores_by_area(example, read, staff):
    said = text(read(staff, "/schemes/national-2023/preview/"))
    assert "2023: 2 of 5 ranked zones change places" in said
    outcome = judge_period(question(parse_period("2023"), example, at=timezone.now(), as_at=None))
    dense = outcome.measured.values["d_trade"]
    assert dense["jingkai"] == pytest.approx(1_570_000 / 1.14)
    assert outcome.measured.states.at["xiangyang", "d_trade"] == "no_area"
    assert outcome.board.scores.at["xiangyang", "coverage"] == pytest.approx(0.9)


def test_a_file_does_not_overwrite_what_staff_have_made_of_it(example, read, send, staff):
    edit = "/schemes/national-2023/edit/"
    assert send(edit, typed_in(read(staff, edit)) | {"cap": "110"}) == edit
    with pytest.raises(CommandError, match="kept by staff"):
        call_command("load_scheme", FIXTURES / "schemes/national-2023.toml", commit=True)
    assert Scheme.objects.get(code="national-2023").cap == 110
