"""The right of reply: who may do what in which state, to the second, and what is kept."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import (
    Assessment,
    Reply,
    ReplyAnswer,
    ReplyTerms,
    ReplyWindow,
    ReplyWindowMove,
    ShownFinding,
)
from assessments.replying import (
    ANSWER,
    CANCEL,
    CLOSED,
    COMMAND_LINE,
    EXTEND,
    MOVES,
    NONE,
    OPEN,
    OPEN_WINDOW,
    PUBLISH,
    PUBLISHED,
    REPLY,
    STATES,
    finding_digest,
    state_of,
)
from assessments.selectors.bulletin_replies import hearing_facts
from assessments.selectors.hearings import hearing_of, terms_in_force
from assessments.selectors.reply_windows import window_of
from assessments.sentences import refusal_sentence
from assessments.services.assessments import Refused
from assessments.services.replies import Said, reply_save
from assessments.services.reply_windows import reply_terms_set, reply_window_open
from tests.assessing import AFTER, publish, run
from tests.hearing import (  # noqa: F401
    CLOSES,
    JUST_BEFORE,
    OPENED,
    WITHIN,
    answered,
    cancelled,
    draft,
    extended,
    finding,
    hearing,
    hearing_made,
    opened,
    people,
    replied,
    world,
)
from zones.files.examined import examine
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATER = CLOSES + timedelta(days=1)
REASON = "省政府要求年内发布"


def refused(call, *args, **fields):
    """The code of the refusal; its sentence can be made, and nothing was written."""
    before = everything()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        call(*args, **fields)
    assert refusal_sentence(refusal.value)
    assert everything() == before
    return refusal.value.code


def everything():
    """Every row of the right of reply, and how many entries the log has."""
    models = (ReplyWindow, ReplyWindowMove, ShownFinding, Reply, ReplyAnswer, ReplyTerms)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, AuditEntry.objects.count(), list(Assessment.objects.values("pk", "state"))]


# Role × state × move

#: Who makes which move; the department from a letter replies for a zone, and answers no own reply.
MAY = {
    OPEN_WINDOW: {"commerce", "commerce2"},
    EXTEND: {"commerce", "commerce2"},
    CANCEL: {"commerce", "commerce2"},
    REPLY: {"commerce", "commerce2", "own zone"},
    ANSWER: {"commerce", "commerce2"},
    PUBLISH: {"commerce", "commerce2"},
}
IN = {
    NONE: {OPEN_WINDOW, PUBLISH},
    OPEN: {EXTEND, CANCEL, REPLY, ANSWER},
    CLOSED: {EXTEND, CANCEL, ANSWER, PUBLISH},
    PUBLISHED: set(),
}


def stage(state, draft, people):
    """The draft in that state, with a reply by the zone, and the moment that it is looked at."""
    if state == NONE:
        return AFTER
    opened(draft, people["commerce"])
    replied(people["own zone"], "agree", "")
    if state == PUBLISHED:
        publish(draft, LATER)
    return {OPEN: WITHIN, CLOSED: CLOSES, PUBLISHED: LATER}[state]


def act(move, draft, by, at):
    """The move, made by somebody at a moment."""
    if move == OPEN_WINDOW:
        return reply_window_open(assessment=draft, until=at + timedelta(days=9), at=at, by=by)
    if move == EXTEND:
        return extended(draft, by, CLOSES + timedelta(days=5), at)
    if move == CANCEL:
        return cancelled(draft, by, at)
    if move == REPLY:
        return replied(by, seen=1, at=at)
    if move == ANSWER:
        return answered(Reply.objects.get(), by, at=at)
    return publish(draft, at, by=by, unheard_reason=REASON)


@pytest.mark.parametrize(("state", "move"), list(product(STATES, MOVES)))
def test_every_move_is_made_by_those_who_may_in_the_states_that_allow_it(
    state, move, draft, people
):
    at = stage(state, draft, people)
    if state == NONE and move in (REPLY, ANSWER):
        assert not ShownFinding.objects.exists(), "nothing is there to be replied to or answered"
        return
    for login, person in people.items():
        is_allowed = move in IN[state] and login in MAY[move]
        if not is_allowed:
            assert refused(act, move, draft, person, at)
            continue
        with transaction.atomic():
            before = AuditEntry.objects.count()
            act(move, draft, person, at)
            assert AuditEntry.objects.count() > before, "every write is in the log"
            transaction.set_rollback(True)


# The window's borders


def test_a_window_is_open_to_the_last_second_and_closed_at_the_one_it_names(draft, people):
    opened(draft, people["commerce"])
    assert replied(people["own zone"], at=JUST_BEFORE).version == 1
    assert refused(replied, people["own zone"], reason="改", seen=1, at=CLOSES) == "window_closed"
    draft.refresh_from_db()
    assert refused(publish, draft, JUST_BEFORE) == "under_reply"
    answered(Reply.objects.get(), people["commerce2"], at=CLOSES)
    assert publish(draft, CLOSES).state == Assessment.State.PUBLISHED


@pytest.mark.parametrize(
    ("seconds", "state"), [(-1, OPEN), (0, CLOSED), (1, CLOSED)], ids=["before", "at", "after"]
)
def test_the_clock_alone_closes_it(seconds, state):
    assert state_of(CLOSES, CLOSES + seconds * SECOND) == state


def test_it_is_never_shorter_than_the_fewest_days_and_never_shortened(draft, people):
    staff = people["commerce"]
    assert refused(opened, draft, staff, OPENED + timedelta(days=3) - SECOND) == "window_too_short"
    assert refused(opened, draft, staff, OPENED + timedelta(days=121)) == "window_too_long"
    opened(draft, staff, OPENED + timedelta(days=3))
    shorter = OPENED + timedelta(days=3)
    assert refused(extended, draft, staff, shorter) == "window_is_never_shortened"
    draft.refresh_from_db()
    assert draft.reply_until == OPENED + timedelta(days=3)
    extended(draft, staff, CLOSES)
    draft.refresh_from_db()
    assert draft.reply_until == window_of(draft).closes_at == CLOSES
    assert list(ReplyWindowMove.objects.values_list("act", "reason")) == [
        ("opened", ""),
        ("extended", "春节"),
    ]


def test_a_window_that_is_over_opens_again_by_extending_it(draft, people):
    opened(draft, people["commerce"])
    assert refused(replied, people["own zone"], at=CLOSES) == "window_closed"
    extended(draft, people["commerce"], LATER, at=CLOSES)
    assert replied(people["own zone"], at=CLOSES).version == 1


def test_a_cancelled_window_keeps_its_replies_and_another_one_may_follow(draft, people):
    opened(draft, people["commerce"])
    replied(people["own zone"])
    cancelled(draft, people["commerce"])
    draft.refresh_from_db()
    assert (draft.state, draft.reply_until) == (Assessment.State.DRAFT, None)
    assert Reply.objects.count() == 1
    assert refused(replied, people["own zone"], reason="再", seen=1) == "window_cancelled"
    opened(draft, people["commerce"])
    assert list(ReplyWindow.objects.values_list("number", "state")) == [
        (1, "cancelled"),
        (2, "standing"),
    ]


def test_the_usual_length_is_set_with_a_reason(people):
    assert (terms_in_force().days, terms_in_force().least_days) == (10, 3)
    set_ = {"reason": "征求意见时间不足", "at": AFTER, "by": people["commerce"]}
    reply_terms_set(days=15, least_days=5, **set_)
    assert (terms_in_force().days, terms_in_force().least_days) == (15, 5)
    assert refused(reply_terms_set, days=4, least_days=5, **set_) == "terms_out_of_order"
    assert refused(reply_terms_set, days=9, least_days=5, **(set_ | {"reason": " "})) == (
        "reason_missing"
    )
    other = set_ | {"by": people["leader"]}
    assert refused(reply_terms_set, days=9, least_days=5, **other) == "hearing_not_allowed"


# What is opened, and for what


def test_only_a_years_complete_draft_with_findings_is_heard(world, people):
    half = run("2022H1")
    assert refused(opened, half, people["commerce"]) == "only_years_are_heard"
    Assessment.objects.filter(period="2022").update(is_provisional=True)
    year = Assessment.objects.get(period="2022")
    assert refused(opened, year, people["commerce"]) == "provisional"
    Assessment.objects.filter(period="2022").update(is_provisional=False)
    year.flags.all().delete()
    assert refused(opened, year, people["commerce"]) == "nothing_to_reply_to"


def test_each_zone_is_shown_its_findings_as_they_stood(draft, people):
    opened(draft, people["commerce"])
    shown = ShownFinding.objects.values_list("zone__code", "code", "details__actual")
    assert list(shown) == [("a", "annual_target_missed", 600), ("b", "annual_target_missed", 400)]


# Replies and answers


def test_a_reply_is_changed_until_the_window_closes_and_every_version_stays(draft, people):
    opened(draft, people["commerce"])
    own = people["own zone"]
    replied(own, "agree", "")
    replied(own, "dispute", "漏报两票", seen=1)
    assert replied(own, "dispute", "漏报两票", seen=1).version == 2, "sent twice is one reply"
    assert list(Reply.objects.values_list("version", "stance", "reason")) == [
        (1, "agree", ""),
        (2, "dispute", "漏报两票"),
    ]


def test_a_reply_says_what_it_has_to(draft, people):
    opened(draft, people["commerce"])
    own = people["own zone"]
    assert refused(replied, own, "dispute", "  ") == "dispute_without_reason"
    assert refused(replied, own, "", "为何") == "stance_missing"
    assert refused(replied, own, "dispute", "长" * 4001) == "words_too_long"


def test_who_saw_an_older_reply_does_not_overwrite_the_newer(draft, people):
    opened(draft, people["commerce"])
    replied(people["own zone"])
    assert refused(replied, people["commerce2"], reason="来函") == "replied_meanwhile"


def test_what_the_department_records_from_a_letter_somebody_else_answers(draft, people):
    opened(draft, people["commerce"])
    reply = replied(people["commerce"])
    assert reply.is_from_letter
    assert refused(answered, reply, people["commerce"]) == "answer_own_reply"
    assert answered(reply, people["commerce2"]).version == 1


def test_a_reply_that_was_changed_waits_for_another_answer(draft, people):
    window = opened(draft, people["commerce"])
    first = replied(people["own zone"])
    answered(first, people["commerce"])
    assert not hearing_of(draft, window).waiting
    replied(people["own zone"], reason="补充", seen=1)
    assert len(hearing_of(draft, window).waiting) == 1
    assert refused(answered, first, people["commerce"], "upheld", seen=1) == "replied_again"


def test_an_answer_is_changed_until_publication_and_every_version_stays(draft, people):
    opened(draft, people["commerce"])
    reply = replied(people["own zone"])
    answered(reply, people["commerce"], "stands")
    answered(reply, people["commerce2"], "upheld", seen=1, at=CLOSES)
    assert refused(answered, reply, people["commerce"], "stands", seen=1) == "answered_meanwhile"
    assert list(ReplyAnswer.objects.values_list("outcome", flat=True)) == ["stands", "upheld"]


def test_what_somebody_sent_twice_is_not_called_another_persons(draft, people):
    opened(draft, people["commerce"])
    own = people["own zone"]
    said = Said("dispute", "口径不一致", [examine("a.txt", "依据".encode())])
    first = reply_save(finding=finding(), said=said, seen=0, at=WITHIN, by=own)
    assert reply_save(finding=finding(), said=said, seen=0, at=WITHIN, by=own) == first
    other = Said("dispute", "口径不一致", [examine("b.txt", "另一".encode())])
    about = {"finding": finding(), "said": other, "seen": 0, "at": WITHIN, "by": own}
    assert refused(reply_save, **about) == "replied_yourself"
    answered(first, people["commerce"], "stands")
    assert refused(answered, first, people["commerce"], "upheld") == "answered_yourself"


# Publishing


def test_a_dispute_without_an_answer_holds_publication_back_and_an_agreement_does_not(
    draft, people
):
    opened(draft, people["commerce"])
    reply = replied(people["own zone"])
    replied(people["other zone"], "agree", "", zone="b")
    assert refused(publish, draft, CLOSES) == "disputes_unanswered"
    answered(reply, people["commerce"])
    assert publish(draft, CLOSES).windows.get().state == "published"


def test_a_promised_correction_holds_publication_back_until_the_finding_is_another(
    world, draft, people
):
    window = opened(draft, people["commerce"])
    answered(replied(people["own zone"]), people["commerce"], "correct")
    assert refused(publish, draft, CLOSES) == "corrections_due"
    world.revise(world.a, "2022Q4", 260, WITHIN)
    again = run(at=WITHIN)
    assert not hearing_of(again, window).to_correct
    published = publish(again, CLOSES)
    assert [flag.zone.code for flag in published.flags.all()] == ["b"]
    assert published.unheard_reason == ""
    (earlier,) = hearing_of(published, window).earlier
    assert (earlier.answer.outcome, earlier.is_still_found) == ("correct", False)


def test_without_a_window_a_reason_is_asked_kept_and_logged(draft, people):
    staff = people["commerce"]
    assert refused(publish, draft, by=staff) == "zones_unheard"
    assert refused(publish, draft, by=staff, unheard_reason=" ") == "zones_unheard"
    assert publish(draft, by=staff, unheard_reason=REASON).unheard_reason == REASON
    assert AuditEntry.objects.get(action="assessment_unheard").new["reason"] == REASON


def test_the_command_line_is_not_asked_and_writes_that_no_window_was_opened(draft):
    assert publish(draft).unheard_reason == COMMAND_LINE


def test_a_year_without_findings_and_a_half_year_need_no_reason(world, people):
    assert publish(run("2022H1"), by=people["commerce"]).unheard_reason == ""
    Assessment.objects.get(period="2022").flags.all().delete()
    year = Assessment.objects.get(period="2022")
    assert publish(year, by=people["commerce"]).unheard_reason == ""


# A version that replaces a published one


def test_a_replacing_version_tells_of_the_replies_to_what_did_not_change(world, draft, people):
    opened(draft, people["commerce"])
    for zone, login in (("a", "own zone"), ("b", "other zone")):
        answered(replied(people[login], zone=zone), people["commerce"])
    publish(draft, CLOSES)
    world.revise(world.a, "2022Q4", 160, CLOSES)
    again = publish(run(at=LATER), LATER)
    told = hearing_facts(again)
    assert told.version == 1
    assert told.closes == hearing_facts(draft).closes
    assert told.unheard.zh == "2022年考核第2版未设征求意见期即予发布，原因：未记录。"
    assert [(one.zone, one.stance, one.is_asked, one.is_found) for one in told.replies] == [
        ("a", "", False, True),
        ("a", "dispute", True, False),
        ("b", "dispute", True, True),
    ]
    new, old, same = told.replies
    assert new.stance_words.zh == "本版未开启征求意见期"
    assert "变" in old.finding.zh
    assert same.answer == "口径以通知为准"


def test_a_finding_that_came_after_the_window_is_said_to_have_been_published_unasked(
    world, draft, people
):
    opened(draft, people["commerce"])
    world.revise(world.a, "2022Q4", 160, CLOSES)
    told = hearing_facts(
        publish(run(at=CLOSES), LATER, by=people["commerce"], unheard_reason="急。")
    )
    assert told.version == 0
    assert told.unheard.zh == (
        "2022年考核第1版在征求意见期截止后新增或变动的认定事项，未征求意见即予发布，原因：急。"
    )


# A new draft while the window stands


def test_a_new_draft_keeps_the_window_and_the_replies_to_what_did_not_change(world, draft, people):
    window = opened(draft, people["commerce"])
    replied(people["own zone"])
    replied(people["other zone"], zone="b")
    world.revise(world.a, "2022Q4", 160, WITHIN)
    again = run(at=WITHIN)
    assert (again.state, again.reply_until) == (Assessment.State.UNDER_REPLY, CLOSES)
    assert window_of(again) == window
    of_a, of_b = hearing_of(again, window).findings
    assert (of_b.reply.stance, of_b.before) == ("dispute", None)
    assert of_a.reply is None
    assert of_a.before.reply.reason == "基数口径不一致"
    assert of_a.shown.details["actual"] == 610
    assert of_a.waits, "the dispute of what it said before is not lost"
    replied(people["own zone"], "agree", "", at=JUST_BEFORE)
    assert not hearing_of(again, window).findings[0].waits


def test_who_replies_to_what_the_draft_no_longer_says_is_shown_what_it_says(world, draft, people):
    opened(draft, people["commerce"])
    stale = finding("a")
    world.revise(world.a, "2022Q4", 160, WITHIN)
    run(at=WITHIN)
    said = Said("agree")
    own = people["own zone"]
    assert refused(reply_save, finding=stale, said=said, seen=0, at=WITHIN, by=own) == (
        "finding_changed"
    )


def test_a_finding_that_changed_after_the_window_is_heard_again_or_published_with_a_reason(
    world, draft, people
):
    staff = people["commerce"]
    window = opened(draft, staff)
    world.revise(world.a, "2022Q4", 160, CLOSES)
    again = run(at=CLOSES)
    assert [one.zone.code for one in hearing_of(again, window).unheard] == ["a"]
    assert refused(publish, again, LATER, by=staff) == "zones_unheard"
    extended(again, staff, LATER + timedelta(days=1), at=CLOSES)
    assert not hearing_of(again, window).unheard
    assert replied(people["own zone"], "agree", "", at=LATER).finding.details["actual"] == 610
    done = publish(again, LATER + timedelta(days=1), by=staff)
    assert (done.state, done.unheard_reason) == (Assessment.State.PUBLISHED, "")


def test_figures_that_go_back_to_what_is_published_leave_the_window_to_be_cancelled(
    world, draft, people
):
    publish(draft)
    world.revise(world.a, "2022Q4", 160, WITHIN)
    again = run(at=WITHIN)
    opened(again, people["commerce"])
    world.revise(world.a, "2022Q4", 150, WITHIN)
    assert refused(run, at=WITHIN + SECOND) == "window_without_findings"
    cancelled(again, people["commerce"])
    assert run(at=WITHIN + SECOND) == draft
    assert ReplyWindow.objects.get().assessment == draft


def test_the_digest_moves_with_what_a_finding_says_and_not_with_the_draw():
    said = {"code": "rank_dropped", "details": {"rank": 5, "robustness": 0.912}}
    again = {"details": {"robustness": 0.908, "rank": 5}, "code": "rank_dropped"}
    assert finding_digest(said) == finding_digest(again)
    for details in ({"rank": 4, "robustness": 0.912}, {"rank": 5, "robustness": 0.89}):
        assert finding_digest(said | {"details": details}) != finding_digest(said)


# The database

WINDOW, SHOWN = "assessments_replywindow", "assessments_shownfinding"
STATEMENTS = [
    f"UPDATE {WINDOW} SET closes_at = '2023-03-03 00:00:00+00'",
    f"UPDATE {WINDOW} SET opened_at = '2023-01-03 00:00:00+00'",
    f"UPDATE {WINDOW} SET period = '2021'",
    f"DELETE FROM {WINDOW}",
    f"UPDATE {SHOWN} SET details = '{{}}'",
    f"DELETE FROM {SHOWN}",
    "UPDATE assessments_reply SET reason = 'x'",
    "UPDATE assessments_reply SET stance = 'agree'",
    "DELETE FROM assessments_reply",
    "UPDATE assessments_replyevidence SET evidence_id = 0",
    "DELETE FROM assessments_replyevidence",
    "UPDATE assessments_replyanswer SET text = 'x'",
    "DELETE FROM assessments_replyanswer",
    "UPDATE assessments_replywindowmove SET reason = 'x'",
    "DELETE FROM assessments_replywindowmove",
]
AFTER_PUBLICATION = [
    f"UPDATE {WINDOW} SET state = 'standing'",
    f"UPDATE {WINDOW} SET closes_at = '2033-03-03 00:00:00+00'",
]


def execute(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_keeps_everything_that_was_said(draft, people):
    opened(draft, people["commerce"])
    said = Said("dispute", "基数口径不一致", [examine("证明.txt", "证明".encode())])
    own = people["own zone"]
    reply = reply_save(finding=finding("a"), said=said, seen=0, at=WITHIN, by=own)
    answered(reply, people["commerce"])
    before = everything()
    for statement in STATEMENTS:
        with pytest.raises(IntegrityError):
            execute(statement)
    publish(draft, CLOSES)
    for statement in [*STATEMENTS, *AFTER_PUBLICATION]:
        with pytest.raises(IntegrityError):
            execute(statement)
    assert everything()[2:5] == before[2:5]


def test_the_database_takes_replies_within_the_window_only(draft, people):
    window = opened(draft, people["commerce"])
    replied(people["own zone"])
    row = Reply.objects.get()

    def add(model, **fields):
        with transaction.atomic():
            model.objects.create(**fields)

    about = {"finding": row.finding, "stance": "agree", "by_id": row.by_id}
    for at in (OPENED - SECOND, CLOSES):
        with pytest.raises(IntegrityError):
            add(Reply, version=2, at=at, **about)
    add(Reply, version=2, at=JUST_BEFORE, **about)
    with pytest.raises(IntegrityError):
        add(Reply, version=3, at=WITHIN, **(about | {"stance": "dispute"}))
    answered(Reply.objects.get(version=2), people["commerce"], at=CLOSES)
    window.state = "cancelled"
    window.save()
    with pytest.raises(IntegrityError):
        add(Reply, version=3, at=WITHIN, **about)
    with pytest.raises(IntegrityError):
        add(ReplyAnswer, reply=row, version=1, outcome="stands", text="x", at=WITHIN, by=row.by)


def test_the_database_keeps_one_window_and_no_publication_within_it(draft, people):
    window = opened(draft, people["commerce"])
    copy = ReplyWindow.objects.get()
    copy.pk, copy.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
    for fields in (
        {"state": "published", "published_at": window.closes_at - SECOND},
        {"reply_until": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(pk=draft.pk).update(**fields)
