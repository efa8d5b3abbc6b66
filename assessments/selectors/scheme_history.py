"""Reads the versions of the scheme and what became of each: who did what, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zones.access import FROM_COMMAND_LINE, Person
from zones.badges import Badge
from zones.display import DASH, label, moment
from zones.models import AuditEntry
from zones.people import logged_name

from ..models import Scheme, SchemeNode
from ..wording import scheme_name
from .assessment_versions import name_of
from .scheme_content import Told, differences, node_of, told_of

State = Scheme.State


@dataclass(frozen=True)
class SchemeVersion:
    """A version of the scheme as the list prints it."""

    pk: int
    href: str
    name: str
    order: tuple[int, int, int]
    version: int | None
    version_text: str
    year: int
    year_text: str
    state: Badge
    based_on: str
    used: int
    adopted: str
    reason: str


@dataclass(frozen=True)
class SchemeChange:
    """One thing done to a version: from what to what, and why."""

    seq: int
    when: str
    who: str
    origin: str
    action: str
    what: str
    reason: str


@dataclass(frozen=True)
class Difference:
    """What two versions say differently in one place."""

    order: int
    where: str
    what: str
    before: str
    after: str


def schemes_open_to(who: Person):
    """Adopted versions for everybody; drafts for those who see what is unpublished."""
    found = Scheme.objects.all()
    return found if who.may_see_unpublished else found.filter(state=State.ADOPTED)


def scheme_versions(who: Person) -> list[SchemeVersion]:
    """Every version that the person may see, the latest in force first; one query."""
    is_published = Q(assessments__state="published")
    found = schemes_open_to(who).select_related("based_on", "adopted_by")
    found = found.annotate(used=Count("assessments", filter=is_published))
    return [_version(one) for one in found.order_by("-effective_year", "-version", "pk")]


def state_of(scheme: Scheme) -> Badge:
    """Whether a version is adopted or a draft."""
    if scheme.state == State.ADOPTED:
        return Badge("good", str(scheme.get_state_display()), "circle-check")
    return Badge("quiet", _("draft version"), "edit", order=1)


def adopted_by(scheme: Scheme) -> str:
    """Who adopted a version, and when; from a file where it was loaded."""
    if scheme.state != State.ADOPTED:
        return DASH
    if scheme.adopted_at is None:
        return _("loaded from a file")
    return f"{name_of(scheme.adopted_by) or DASH} · {moment(scheme.adopted_at)}"


def _version(one: Scheme) -> SchemeVersion:
    is_adopted = one.state == State.ADOPTED
    return SchemeVersion(
        pk=one.pk,
        href=reverse("scheme", args=[one.code]),
        name=scheme_name(one),
        order=(one.effective_year, one.version, -one.pk),
        version=one.version if is_adopted else None,
        version_text=str(one.version) if is_adopted else DASH,
        year=one.effective_year,
        year_text=str(one.effective_year),
        state=state_of(one),
        based_on=version_name(one.based_on) if one.based_on else DASH,
        used=one.used,
        adopted=adopted_by(one),
        reason=label(one, "adopted_reason") if is_adopted else "",
    )


def version_name(scheme: Scheme) -> str:
    """A version by its number and year: "version 2 (from 2024)"; a draft by its name."""
    if scheme.state != State.ADOPTED:
        return scheme_name(scheme)
    words = {"version": scheme.version, "year": scheme.effective_year}
    return _("version %(version)s (from %(year)s)") % words


def changes_of(scheme: Scheme) -> list[SchemeChange]:
    """What was done to a version, the latest first; one query."""
    entries = AuditEntry.objects.filter(kind="scheme", code=scheme.code).order_by("-seq")
    names = {node.code: label(node) for node in scheme.nodes.all()}
    return [_change(entry, names) for entry in entries]


def _change(entry: AuditEntry, names: Mapping[str, str]) -> SchemeChange:
    new = entry.new or {}
    from_console = entry.origin == FROM_COMMAND_LINE
    return SchemeChange(
        seq=entry.seq,
        when=moment(entry.at),
        who=logged_name(entry.person_name),
        origin=_("command line") if from_console else entry.origin or DASH,
        action=_actions().get(entry.action, entry.action),
        what="; ".join(_told_in_words(entry, names)) or DASH,
        reason=str(new.get("reason") or ""),
    )


def _actions() -> dict[str, str]:
    return {
        "scheme_loaded": _("loaded from a file"),
        "scheme_drafted": _("drafted"),
        "scheme_changed": _("draft changed"),
        "scheme_discarded": _("draft put away"),
        "scheme_adopted": _("adopted"),
    }


def _told_in_words(entry: AuditEntry, names: Mapping[str, str]) -> Iterable[str]:
    old, new = entry.old or {}, entry.new or {}
    if entry.action == "scheme_adopted":
        words = {"year": new.get("effective_year"), "version": new.get("version")}
        yield _("version %(version)s, in force from %(year)s") % words
    elif entry.action == "scheme_drafted":
        yield _("from %(scheme)s") % {"scheme": new.get("based_on")}
    elif entry.action == "scheme_changed":
        for one in worded(old, new, names):
            words = {"what": one.what, "before": one.before, "after": one.after}
            text = _("%(what)s %(before)s → %(after)s") % words
            yield f"{one.where}: {text}" if one.where else text


def differences_between(old: Scheme, new: Scheme) -> list[Difference]:
    """What the new version says otherwise than the old one, place by place."""
    names = {node.code: label(node) for node in (*old.nodes.all(), *new.nodes.all())}
    was, becomes = differences(told_of(old), told_of(new))
    return worded(was, becomes, names)


def lost_with(draft: Scheme) -> list[str]:
    """What is lost if a draft is put away, and what is not."""
    base = draft.based_on
    if base is None:
        text = _("“%(name)s” is lost with all its weights, goalposts and reasons.")
        lost = text % {"name": label(draft)}
    elif found := differences_between(base, draft):
        text = _("Lost is what the draft says otherwise than %(version)s: %(count)s entries.")
        lost = text % {"version": version_name(base), "count": len(found)}
    else:
        text = _("Nothing is lost: the draft says the same as %(version)s.")
        lost = text % {"version": version_name(base)}
    kept = _(
        "A draft that was put away cannot be brought back. Adopted versions and published results"
        " stay as they are, and the audit log keeps what was done to the draft."
    )
    return [lost, kept]


def worded(old: Told, new: Told, names: Mapping[str, str]) -> list[Difference]:
    """Told settings in words: where, what, and both sides."""
    found = []
    for place, name in enumerate(new):
        node, field = node_of(name), name.rpartition(".")[2]
        found.append(
            Difference(
                order=place,
                where=names.get(node, node),
                what=_field_name(field, is_node=bool(node)),
                before=_shown(field, str(old.get(name, ""))),
                after=_shown(field, str(new[name])),
            )
        )
    return found


def _field_name(field: str, *, is_node: bool) -> str:
    own = {
        "name_zh": _("Chinese name"),
        "name_en": _("English name"),
        "note_zh": _("Note, in Chinese"),
        "note_en": _("Note, in English"),
        "reason_zh": _("reason, in Chinese"),
        "reason_en": _("reason, in English"),
        "weight": _("weight"),
        "low": _("lower goalpost (as stored)"),
        "high": _("upper goalpost (as stored)"),
        "reference_mean": _("mean of the reference (as stored)"),
        "reference_deviation": _("deviation of the reference (as stored)"),
    }
    if field in own:
        return own[field]
    model = SchemeNode if is_node else Scheme
    return capfirst(str(model._meta.get_field(field).verbose_name))


def _shown(field: str, text: str) -> str:
    """A told value in words where it is one of some choices."""
    choices = {
        "normalisation": Scheme.Normalisation.choices,
        "aggregation": Scheme.Aggregation.choices,
        "grace_rule": Scheme.GraceRule.choices,
        "boards": Scheme.Boards.choices,
    }.get(field, [])
    return str(dict(choices).get(text, text)) or DASH
