"""The leading projects that were brought in, by name, as the register has them."""

from zones.numbers import WAN_PER_YI, day_in_words
from zones.project_stages import CONSTRUCTION, OPERATING, SIGNED

from ..paper import Block, Paragraph, Table
from ..words import NONE, Words, is_chinese, sentence
from . import cells
from .facts import BulletinFacts, ProjectFacts

TITLE = Words("新引进{tier}名单", "The {tier} projects introduced")
COUNTED = Words(
    "据招商项目台账，截至{day}新引进{tier}{count}个，名单见下表",
    "by the register of projects, {count} {tier} {projects} had been introduced by {day}; the table"
    " below names {them}",
)
DIFFERS = Words(
    "台账计{count}个，报送并核定的为{figure}个，以核定的数为准",
    "the register counts {count}, reported and verified are {figure}; the verified number counts",
)
WITHDRAWN = Words("{day}撤销", "withdrawn on {day}")
AMOUNT = Words("预计年进出口额", "Expected yearly trade")
YI = Words("亿元", "CNY 100 m")
#: What the day is that a project counts by.
DAYS = {
    SIGNED: Words("签约日期", "Signed on"),
    CONSTRUCTION: Words("开工日期", "Construction since"),
    OPERATING: Words("投产日期", "Operating since"),
}


def introduced(facts: BulletinFacts, language: str) -> list[Block]:
    """A sentence and a table of the projects of the highest tier; nothing where there are none."""
    tier, found = facts.project_tier, facts.projects
    if tier is None or not found or facts.register_day is None:
        return []
    said = COUNTED.fill(
        language,
        day=day_in_words(facts.register_day, language),
        tier=tier.of(language),
        count=len(found),
        projects="project" if len(found) == 1 else "projects",
        them="it" if len(found) == 1 else "them",
    )
    clauses = [said]
    figure = facts.figure(facts.project_indicator)
    if figure is not None and figure.value is not None and figure.value != len(found):
        number = f"{figure.value.normalize():f}"
        clauses.append(DIFFERS.fill(language, count=len(found), figure=number))
    text = "".join(sentence([one], language) + _space(language) for one in clauses).strip()
    return [Paragraph(text), _table(facts, tier, language)]


def _space(language: str) -> str:
    return "" if is_chinese(language) else " "


def _table(facts: BulletinFacts, tier: Words, language: str) -> Table:
    return Table(
        "introduced",
        TITLE.fill(language, tier=tier.of(language)),
        cells.columns(
            language,
            ("zone", Words("综合保税区", "Zone"), False, NONE),
            ("project", Words("项目", "Project"), False, NONE),
            ("expected", AMOUNT, YI, NONE),
            ("day", DAYS[facts.project_stage], False, NONE),
            ("remark", Words("备注", "Remark"), False, NONE),
        ),
        tuple(_row(one, language) for one in facts.projects),
    )


def _row(one: ProjectFacts, language: str) -> tuple:
    return (
        cells.zone(one.zone.of(language), one.zone_code),
        cells.text(one.name.of(language)),
        cells.plain(one.expected_trade / WAN_PER_YI, 2),
        cells.text(one.day.isoformat()),
        cells.remark(
            WITHDRAWN.fill(language, day=one.withdrawn.isoformat()) if one.withdrawn else ""
        ),
    )
