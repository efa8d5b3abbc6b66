"""Two people keep the scheme at once, or one clicks twice: done once, and the other is told."""

import pytest
from django.utils import timezone, translation

from assessments.models import Scheme
from assessments.selectors.question import scheme_in_force
from assessments.selectors.scheme_content import scheme_token
from assessments.services.scheme_versions import scheme_draft
from tests.assessing import make_world, published, run
from tests.at_once import at_once, browser_of, post
from tests.schemes import typed_in
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
EDIT, PREVIEW = "/schemes/scheme-v2/edit/", "/schemes/scheme-v2/preview/"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield
        assert audit_verdict().is_intact


def drafted(world):
    return scheme_draft(base=world.scheme, by=world.staff, at=timezone.now())


def test_a_double_click_starts_one_draft(world):
    clicks = [post(browser_of(world.staff), "/schemes/scheme/", {}) for _ in range(2)]
    assert [status for status, _said in at_once(*clicks)] == [302, 302]
    assert Scheme.objects.filter(state="draft").count() == 1
    assert AuditEntry.objects.filter(action="scheme_drafted").count() == 1


def test_two_who_edit_a_draft_at_once_are_told_of_each_other(world):
    draft = drafted(world)
    typed = typed_in(browser_of(world.staff).get(EDIT).content.decode())
    first = post(browser_of(world.staff), EDIT, typed | {"cap": "110"})
    second = post(browser_of(world.reviewer), EDIT, typed | {"cap": "120"})
    answers = at_once(first, second)
    assert sorted(status for status, _said in answers) == [200, 302]
    (said,) = [said for status, said in answers if status == 200]
    assert "Somebody else has changed this draft" in said
    assert AuditEntry.objects.filter(action="scheme_changed").count() == 1
    assert Scheme.objects.get(pk=draft.pk).cap in (110, 120)


def test_a_double_click_adopts_once(world):
    draft = drafted(world)
    sent = {"move": "adopt", "seen": scheme_token(draft), "effective_year": "2023"}
    sent |= {"reason_zh": "调整"}
    clicks = [post(browser_of(world.staff), PREVIEW, sent) for _ in range(2)]
    assert {status for status, _said in at_once(*clicks)} == {302}
    assert AuditEntry.objects.filter(action="scheme_adopted").count() == 1
    assert scheme_in_force(2023) == draft


def test_who_adopts_for_a_year_while_it_is_published_is_one_of_two(world):
    """Either the year is published under the old version, or the draft assessment is refused."""
    draft = drafted(world)
    run("2022")
    sent = {"move": "adopt", "seen": scheme_token(draft), "effective_year": "2022"}
    adopting = post(browser_of(world.staff), PREVIEW, sent | {"reason_zh": "调整"})
    publishing = post(browser_of(world.reviewer), "/assessments/2022/publish/", {"version": "1"})
    at_once(adopting, publishing)
    found = run_state()
    is_adopted = Scheme.objects.get(pk=draft.pk).state == "adopted"
    assert (found == "published") is not is_adopted


def run_state() -> str:
    from assessments.models import Assessment

    return Assessment.objects.get(period="2022").state


def test_published_first_the_year_is_refused_to_the_version(world):
    draft = drafted(world)
    published("2022")
    sent = {"move": "adopt", "seen": scheme_token(draft), "effective_year": "2022"}
    answer = browser_of(world.staff).post(PREVIEW, sent | {"reason_zh": "调整"})
    assert "Results are published already" in answer.content.decode()
    assert Scheme.objects.get(pk=draft.pk).state == "draft"
