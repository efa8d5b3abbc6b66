"""`manage.py load_rules`: what figures are checked by, as data; staff's own rules stay."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from indicators.models import Observation, ValidationRule
from indicators.selectors.checks import check_submission, rule_book
from indicators.services.figures import figures_import, read_figures
from indicators.validation import KINDS
from tests.collecting import AT
from tests.factories import make_indicators, make_person, make_submission, make_zone
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db

RULES = Path(__file__).resolve().parent.parent / "fixtures/validation/rules.csv"
HEADER = "kind,indicator,severity,threshold,quarters,is_on\n"


@pytest.fixture(autouse=True)
def indicators():
    with translation.override("en"):
        yield make_indicators()


@pytest.fixture
def load(tmp_path):
    """`load("negative,,severe,,,1", "--commit")`: what the command printed."""

    def load(rows: str, *options: str) -> str:
        path = tmp_path / "rules.csv"
        path.write_text(HEADER + rows + "\n", "utf-8")
        return run(path, *options)

    return load


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("load_rules", str(path), *options, stdout=out)
    return out.getvalue()


def test_a_dry_run_counts_and_saves_nothing():
    assert "18 rules new, 0 there already" in run(RULES)
    assert "Nothing was saved" in run(RULES)
    assert not ValidationRule.objects.exists()
    assert not AuditEntry.objects.exists()


def test_every_kind_of_check_is_among_the_rules_that_the_site_starts_with():
    run(RULES, "--commit")
    held = ValidationRule.objects.filter(indicator=None, is_on=True)
    assert {rule.kind for rule in held} == set(KINDS)
    assert AuditEntry.objects.get().action == "rules_loaded"


def test_loading_again_changes_nothing_and_leaves_what_staff_changed():
    run(RULES, "--commit")
    ValidationRule.objects.filter(kind="jump", severity="warning", indicator=None).update(
        threshold=5
    )
    ValidationRule.objects.filter(kind="negative").update(is_on=False)
    before = list(ValidationRule.objects.values())
    assert "0 rules new, 18 there already and left as they are" in run(RULES, "--commit")
    assert list(ValidationRule.objects.values()) == before
    assert AuditEntry.objects.count() == 1


def test_a_new_row_is_added_beside_those_there(load):
    load("jump,,warning,3,8,1", "--commit")
    said = load("jump,,warning,4,8,1\njump,tax,warning,2,12,0", "--commit")
    assert "1 rules new, 1 there already" in said
    rows = ValidationRule.objects.values_list("indicator__code", "threshold", "quarters", "is_on")
    assert set(rows) == {(None, 3, 8, True), ("tax", 2, 12, False)}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("leap,,warning,3,8,1", "row 2, column “kind”: “leap” is not possible here"),
        ("jump,,fatal,3,8,1", "column “severity”: “fatal” is not possible here"),
        ("jump,coal,warning,3,8,1", "column “indicator”: “coal” is not known"),
        ("jump,,warning,,8,1", "column “threshold”: this cell must not be empty"),
        ("jump,,warning,0.5,8,1", "column “threshold”: “0.5” is less than 1; correct it."),
        ("sum_differs,,severe,-1,,1", "column “threshold”: “-1” is less than 0; correct it."),
        ("jump,,warning,3,,1", "column “quarters”: this cell must not be empty"),
        ("jump,,warning,3,3,1", "column “quarters”: “3” does not lie between 4 and 40"),
        ("negative,,severe,5,,1", "column “threshold”: “5” has no meaning here"),
        ("sum_differs,,severe,0,8,1", "column “quarters”: “8” has no meaning here"),
        ("jump,,warning,3,8,yes", "column “is_on”: “yes” is not possible here"),
        ("negative,,severe,,,1\nnegative,,severe,,,0", "row 3, column “kind”: this repeats row 2"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_saved(row, sentence, load):
    with pytest.raises(CommandError) as refused:
        load(f"{row}\nzero_after_values,,note,,8,1", "--commit")
    assert sentence in str(refused.value)
    assert not ValidationRule.objects.exists()


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        run(Path("nowhere.csv"))


def test_without_a_policy_there_is_nothing_to_have_rules_of(indicators):
    for indicator in indicators.values():
        indicator.sum_of.clear()
    type(indicators["tax"]).objects.filter(part_of__isnull=False).delete()
    type(indicators["tax"]).objects.all().delete()
    with pytest.raises(CommandError, match="load a policy first"):
        run(RULES)


# The database


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "jump", "threshold": 3},
        {"kind": "jump", "quarters": 8},
        {"kind": "jump", "threshold": "0.9", "quarters": 8},
        {"kind": "jump", "threshold": 3, "quarters": 3},
        {"kind": "jump", "threshold": 3, "quarters": 41},
        {"kind": "sum_differs"},
        {"kind": "sum_differs", "threshold": -1},
        {"kind": "sum_differs", "threshold": 0, "quarters": 8},
        {"kind": "negative", "threshold": 1},
        {"kind": "zero_after_values", "threshold": 1, "quarters": 8},
    ],
    ids=str,
)
def test_the_database_refuses_a_rule_that_makes_no_sense(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ValidationRule.objects.create(severity="warning", **fields)


@pytest.mark.parametrize("code", [None, "tax"])
def test_there_is_one_rule_of_a_kind_and_severity_for_all_and_for_each_indicator(code, indicators):
    about = {"kind": "negative", "indicator": indicators.get(code)}
    ValidationRule.objects.create(severity="severe", **about)
    ValidationRule.objects.create(severity="note", **about)
    with pytest.raises(IntegrityError), transaction.atomic():
        ValidationRule.objects.create(severity="severe", **about)


def test_the_rules_that_are_read_are_those_that_staff_keep(indicators):
    run(RULES, "--commit")
    zone, by = make_zone("donghu"), make_person()
    values = {"events": 1, "vehicles": 1}
    for code in ("2021Q2", "2021Q3", "2021Q4", "2022Q1"):
        make_submission(zone, code, values, by=by)
    found = check_submission(
        make_submission(zone, "2022Q2", {"events": 4, "vehicles": 101, "tax": -1}, by=by)
    )
    assert [(one.finding.indicator, one.finding.code, one.finding.severity) for one in found] == [
        ("vehicles", "jump", "severe"),
        ("tax", "negative", "severe"),
    ]
    assert rule_book().quarters == 8


# Files that state more than the figure


def test_a_file_may_state_what_a_figure_can_be_checked_by():
    run(RULES, "--commit")
    zone, by = make_zone("donghu"), make_person()
    make_submission(zone, "2021Q1", {"tax": 1000, "fdi": 1000}, by=by)
    text = (
        "zone,quarter,indicator,value,unit,basis,stated_last_year,stated_growth\n"
        "donghu,2022Q1,tax,0.12,亿元,quarter,0.11,20\n"
        "donghu,2022Q1,fdi,1500,万元,ytd,,50.0\n"
    )
    file = read_figures("q1.csv", text.encode())
    (submission,) = figures_import(is_incomplete_accepted=True, file=file, by=by, at=AT).submissions
    held = {
        found.indicator.code: found for found in Observation.objects.filter(submission=submission)
    }
    assert (held["tax"].stated_last_year, held["tax"].stated_growth) == (1100, 20)
    assert (held["fdi"].stated_ytd, held["fdi"].stated_last_year) == (1500, None)
    found = {one.finding.code: one.finding for one in check_submission(submission)}
    assert set(found) == {"last_year_differs", "growth_differs"}
    assert found["last_year_differs"].limit == 1000
    assert found["growth_differs"].limit == Decimal("9.09")  # 1,200 over the stated 1,100


def test_the_same_file_again_changes_nothing_and_another_growth_is_a_revision():
    make_zone("donghu")
    by, second = make_person(), make_person("commerce2")
    text = "zone,quarter,indicator,value,unit,stated_growth\ndonghu,2022Q1,tax,5,万元,{}\n"

    def bring(growth: str):
        file = read_figures("q1.csv", text.format(growth).encode())
        return figures_import(
            is_incomplete_accepted=True,
            file=file,
            by=by,
            at=AT,
            verified_by=second,
            revision_reason="海关更正",
        )

    assert bring("20").new == 1
    assert bring("20").is_nothing
    assert bring("").is_nothing  # what is not stated changes nothing
    assert bring("21").revised == 1
