"""How the zones stand among each other, as sentences: who leads, who moved, who grew, who is not
ranked. One zone is one zone, and zones that share a place are said to share it."""

from collections.abc import Sequence
from dataclasses import dataclass

from zones.numbers import half_up, number

from ..words import NONE, Words, clauses, is_chinese, listed, sentence, statements

#: How many zones a sentence names before it counts the rest.
MOST = 6


@dataclass(frozen=True)
class Placed:
    """A zone in the ranking, or (no place) the reason why it is not ranked."""

    name: Words
    place: int | None
    score: str = ""
    moved: int | None = None
    reason: Words = NONE


@dataclass(frozen=True)
class Grown:
    """A zone's growth in %; None where it has none."""

    name: Words
    growth: float | None


NOBODY = Words("本期没有综合保税区参与排名", "no zone is ranked in this period")
ONLY_ONE = Words(
    "本期仅{zone}参与排名，综合得分{score}分，没有可比较的其他综合保税区",
    "only {zone} is ranked in this period, with a score of {score}; there is no other to compare",
)
RANKED = Words("本期参与排名的综合保税区{count}个", "{count} zones are ranked in this period")
LEADS = Words("{zone}（{score}分）居第1位", "{zone} (score {score}) holds place 1")
LEAD = Words("{zones}（均为{score}分）并列第1位", "{zones} (score {score} each) share place 1")
LAST = Words("{zone}（{score}分）居末位", "{zone} (score {score}) holds the last place")
LAST_SHARED = Words(
    "{zones}（均为{score}分）并列末位", "{zones} (score {score} each) share the last place"
)
ALL_EQUAL = Words(
    "{count}个综合保税区得分相同（{score}分），并列第1位",
    "all {count} zones have the same score ({score}) and share place 1",
)
NOT_RANKED = Words("未参与排名的有{zones}", "without a rank: {zones}")
WITH_REASON = Words("{zone}（{reason}）", "{zone} ({reason})")
ROSE = Words("位次上升的有{zones}", "up in rank: {zones}")
FELL = Words("位次下降的有{zones}", "down in rank: {zones}")
KEPT = Words("位次不变的有{zones}", "unchanged in rank: {zones}")
BY = Words("{zone}（{by}位）", "{zone} (by {by})")
NOTHING_TO_COMPARE = Words(
    "没有可供比较的上年同期位次",
    "there is no rank of the same span of the year before to compare with",
)
COMPARED = Words(
    "在两期均参与排名的{count}个综合保税区中比较",
    "compared among the {count} zones ranked in both periods",
)
ONE_COMPARED = Words("两期均参与排名的仅1个综合保税区", "only one zone is ranked in both periods")
ALL_GREW = Words("{count}个有增速的综合保税区全部增长", "all {count} zones with a growth rate grew")
ALL_FELL = Words(
    "{count}个有增速的综合保税区全部下降", "all {count} zones with a growth rate declined"
)
SOME_GREW = Words("有增速的综合保税区中{counts}", "of the zones with a growth rate {counts}")
GREW = Words("{count}个增长", "{count} grew")
DECLINED = Words("{count}个下降", "{count} declined")
STAYED = Words("{count}个持平", "{count} stayed level")
ONE_GREW = Words("仅{zone}有可比增速", "only {zone} has a growth rate to compare")
ALONE_UP = Words("增长{by}%", "which grew by {by}%")
ALONE_DOWN = Words("下降{by}%", "which declined by {by}%")
ALONE_LEVEL = Words("持平", "which stayed level")
EACH_UP = Words("增速均为{by}%", "by {by}% each")
EACH_DOWN = Words("降幅均为{by}%", "by {by}% each")
FASTEST = Words("{zone}增长最快（{by}%）", "{zone} grew fastest ({by}%)")
DEEPEST = Words("{zone}下降最多（{by}%）", "{zone} declined most ({by}%)")
NO_GROWTH = Words("没有综合保税区有可比增速", "no zone has a growth rate to compare")
DRAWN = Words(
    "本期参与排名的综合保税区{count}个，图中为名次在前的{shown}个，自{first}（{most}分）至{last}（{least}分）",
    "{count} zones are ranked in this period; the chart shows the first {shown}, from {first}"
    " (score {most}) to {last} (score {least})",
)


def ranking(zones: Sequence[Placed], language: str) -> str:
    """How many zones are ranked, who holds the first place and who the last."""
    ranked = sorted((one for one in zones if one.place is not None), key=lambda one: one.place or 0)
    if not ranked:
        return sentence([NOBODY.of(language)], language)
    if len(ranked) == 1:
        only = ranked[0]
        return _say(ONLY_ONE, language, zone=only.name.of(language), score=only.score)
    first = [one for one in ranked if one.place == ranked[0].place]
    last = [one for one in ranked if one.place == ranked[-1].place]
    if len(first) == len(ranked):
        return _say(ALL_EQUAL, language, count=len(ranked), score=first[0].score)
    parts = [
        RANKED.fill(language, count=len(ranked)),
        _shared(first, LEADS, LEAD, language),
        _shared(last, LAST, LAST_SHARED, language),
    ]
    return statements(parts, language)


def drawn(zones: Sequence[Placed], shown: int, language: str) -> str:
    """Who stands in a chart of scores: all that are ranked, or the first so many of them."""
    ranked = sorted((one for one in zones if one.place is not None), key=lambda one: one.place or 0)
    if len(ranked) <= shown:
        return ranking(zones, language)
    first, last = ranked[0], ranked[shown - 1]
    return _say(
        DRAWN,
        language,
        count=len(ranked),
        shown=shown,
        first=first.name.of(language),
        most=first.score,
        last=last.name.of(language),
        least=last.score,
    )


def not_ranked(zones: Sequence[Placed], language: str, most: int = MOST) -> str:
    """Which zones are shown and not ranked, each with its reason; nothing where all are ranked."""
    found = [
        WITH_REASON.fill(language, zone=one.name.of(language), reason=one.reason.of(language))
        for one in zones
        if one.place is None
    ]
    return _say(NOT_RANKED, language, zones=listed(found, language, most)) if found else ""


def movements(zones: Sequence[Placed], language: str, most: int = MOST) -> str:
    """Who rose and who fell by how many places, over those ranked in both periods."""
    ranked = [one for one in zones if one.place is not None]
    compared = [one for one in ranked if one.moved is not None]
    if not ranked:
        return ""
    if not compared:
        return sentence([NOTHING_TO_COMPARE.of(language)], language)
    rose = sorted((one for one in compared if (one.moved or 0) > 0), key=lambda one: -one.moved)  # type: ignore[operator]
    fell = sorted((one for one in compared if (one.moved or 0) < 0), key=lambda one: one.moved or 0)
    kept = [one for one in compared if one.moved == 0]
    parts = [
        (COMPARED if len(compared) > 1 else ONE_COMPARED).fill(language, count=len(compared)),
        ROSE.fill(language, zones=_moved(rose, language, most)) if rose else "",
        FELL.fill(language, zones=_moved(fell, language, most)) if fell else "",
        KEPT.fill(language, zones=_names(kept, language, most)) if kept else "",
    ]
    return statements(parts, language)


def growths(zones: Sequence[Grown], what: Words, language: str) -> str:
    """How many zones grew in something and how many declined, and who stands out."""
    known = [one for one in zones if one.growth is not None]
    if not known:
        return _titled(what, [NO_GROWTH.of(language)], language)
    if len(known) == 1:
        text = ONE_GREW.fill(language, zone=known[0].name.of(language))
        return _titled(what, [clauses([text, _alone(known[0], language)], language)], language)
    rounded = [half_up(one.growth or 0, 1) for one in known]
    up, down = sum(one > 0 for one in rounded), sum(one < 0 for one in rounded)
    if up == len(known):
        text = ALL_GREW.fill(language, count=up)
    elif down == len(known):
        text = ALL_FELL.fill(language, count=down)
    else:
        counts = [
            words.fill(language, count=count)
            for words, count in ((GREW, up), (DECLINED, down), (STAYED, len(known) - up - down))
            if count
        ]
        text = SOME_GREW.fill(language, counts=listed(counts, language))
    told = _standing_out(known, language)
    if len(set(rounded)) == 1:  # a common rate goes with what they all did
        text, told = clauses([text, *told], language), []
    return _titled(what, [text, *told], language)


def _alone(one: Grown, language: str) -> str:
    """How the only zone with a growth rate did: nobody is the fastest alone."""
    by = half_up(one.growth or 0, 1)
    words = ALONE_UP if by > 0 else ALONE_DOWN if by < 0 else ALONE_LEVEL
    return words.fill(language, by=number(abs(by), 1))


def _standing_out(known: Sequence[Grown], language: str) -> list[str]:
    """Who grew fastest and who declined most, where somebody did; all of those that share it.

    Where all are alike nobody stands out: their common rate is told.
    """
    rounded = [half_up(one.growth or 0, 1) for one in known]
    if len(set(rounded)) == 1:
        each = EACH_UP if rounded[0] > 0 else EACH_DOWN
        return [each.fill(language, by=number(abs(rounded[0]), 1))] if rounded[0] else []
    parts = []
    for edge, words in ((max(rounded), FASTEST), (min(rounded), DEEPEST)):
        if (edge > 0 and words is FASTEST) or (edge < 0 and words is DEEPEST):
            names = [
                one.name.of(language) for one, by in zip(known, rounded, strict=True) if by == edge
            ]
            zone = listed(names, language, MOST)
            parts.append(words.fill(language, zone=zone, by=number(abs(edge), 1)))
    return parts


def _shared(found: Sequence[Placed], one: Words, many: Words, language: str) -> str:
    if len(found) == 1:
        return one.fill(language, zone=found[0].name.of(language), score=found[0].score)
    return many.fill(language, zones=_names(found, language, MOST), score=found[0].score)


def _moved(found: Sequence[Placed], language: str, most: int) -> str:
    names = [BY.fill(language, zone=one.name.of(language), by=abs(one.moved or 0)) for one in found]
    return listed(names, language, most)


def _names(found: Sequence[Placed], language: str, most: int) -> str:
    return listed([one.name.of(language) for one in found], language, most)


def _say(words: Words, language: str, **parts: object) -> str:
    return sentence([words.fill(language, **parts)], language)


def _titled(what: Words, parts: Sequence[str], language: str) -> str:
    """Clauses after the name of what they are about."""
    colon = "：" if is_chinese(language) else ": "
    name = what.of(language)
    text = statements(parts, language)
    return name + colon + (text if is_chinese(language) else text[0].lower() + text[1:])
