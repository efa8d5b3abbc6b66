"""The method page: every worked example is recomputed here another way, and is on the page."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import permutations

import pytest

from assessments import worked_examples
from assessments.models import FlagRule, Scheme, TargetResult
from assessments.templatetags.formulas import formula
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import leader, person  # noqa: F401
from tests.triggers import unprotected

pytestmark = pytest.mark.usefixtures("demonstration", "db")


def printed(value, places=2, *, signed=False):
    """A number as the page prints it, made without the page's own functions."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,}"


def percent(fraction, places=1, *, signed=False):
    return printed(Fraction(fraction) * 100, places, signed=signed) + "%"


@pytest.fixture
def page(read, leader):
    return read(leader, "/method/")


@pytest.fixture
def section(page):
    """`section("pace")` is what a section of the page says."""

    def find(code):
        (found,) = page.xpath(f"//section[@id='{code}']")
        return text(found)

    return find


def rows(page, code):
    found = page.xpath(f"//section[@id='{code}']//tbody/tr")
    return [[text(cell) for cell in row.xpath("./td")] for row in found]


# Each example another way


def place_of(own, others):
    """The place of a score among others: one more than how many are above it."""
    return 1 + sum(other > own for other in others)


def test_why_a_zone_moved_over_all_orders(page, section):
    then, now = {"a": 70, "b": 65}, {"a": 60, "b": 66, "d": 68}
    parts = dict.fromkeys(("own", "others", "field"), Fraction(0))
    orders = list(permutations(parts))

    def board(told):
        own = now["a"] if "own" in told else then["a"]
        others = [now["b"] if "others" in told else then["b"]]
        return place_of(own, others + ([now["d"]] if "field" in told else []))

    for order in orders:
        for count, cause in enumerate(order):
            step = board(order[:count]) - board(order[: count + 1])
            parts[cause] += Fraction(step, len(orders))
    shown = [row[1:] for row in rows(page, "why-moved")]
    assert shown == [
        [printed(now["a"] - then["a"], signed=True), printed(parts["own"], signed=True)],
        ["0.00", printed(parts["others"], signed=True)],
        ["0.00", "0.00"],
        ["0.00", "0.00"],
        ["0.00", printed(parts["field"], signed=True)],
    ]
    assert "Published with 50, revised to 60, and 60 this year: revisions +10.00, own figures" in (
        section("why-moved")
    )


def test_what_it_would_take_by_solving_for_it(section):
    a, b = (
        Fraction(80 * trade, 200) + Fraction(20 * firms, 40)
        for trade, firms in ((100, 20), (150, 30))
    )
    half = Fraction(5, 1000)
    change = (b - half - a) / Fraction(80, 200)
    said = section("what-it-takes")
    assert f"20: {printed(a)}. b has 150 and 30: {printed(b)}." in said
    (told,) = re.findall(r"The first alone: \+([\d.]+), for", said)
    assert change <= Fraction(told) <= change * Fraction(100_002, 100_000)
    assert f"not enough, at most {printed(a + Fraction(20 * 20, 40))}." in said


def test_units(section):
    assert f"157 × CNY 100 m is stored as {157 * 10_000:,} × CNY 10,000." in section("units")
    dollars = Fraction(1000) * Fraction("7.1")
    assert f"stored as {printed(dollars, 0)} × CNY 10,000" in section("units")


def test_growth_and_the_two_year_average(section):
    assert f"150 after 120 last year: {percent(Fraction(150, 120) - 1, signed=True)}." in section(
        "growth"
    )
    yearly = Fraction(12, 10)
    assert yearly**2 == Fraction(144, 100)
    assert f"144 after 100 two years ago: {percent(yearly - 1, signed=True)} a year" in section(
        "growth"
    )


def test_the_last_five_of_a_hundred_and_fifty(section):
    places = list(range(1, 151))[-5:]
    said = f"place {places[0]} is the first of the last 5, place {places[0] - 1} is not among them."
    assert f"150 zones: {said}" in section("classes")


def test_shares_over_the_total_as_first_published(section):
    then = Fraction(240, 4000)
    now = Fraction(520, 6500)
    said = section("share")
    assert f"4,000.0 (CNY 100 m, as first published) is {percent(then, 2)}." in said
    points = printed((now - then) * 100, 2, signed=True)
    assert f"is {percent(now, 2)}, {points} percentage points on before." in said


def cubed_root_path(base, level):
    """A geometric path of three years, by bisection: no power of a fraction."""
    low, high = Fraction(1), Fraction(10)
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if base * middle**3 < level else (low, middle)
    return [base * low, base * low**2, Fraction(level)]


def test_the_path_of_every_rule(page):
    grown = [Fraction("300.5") * Fraction("1.1") ** n for n in (1, 2, 3)]
    paths = [
        ("300.50", grown),
        ("250", cubed_root_path(Fraction(250), 400)),
        ("12.50", cubed_root_path(Fraction("12.5"), Fraction(25))),
        ("7", [Fraction(7) + Fraction(3 * n, 3) for n in (1, 2, 3)]),
        ("—", [Fraction(4)] * 3),
    ]
    for row, (base, values) in zip(rows(page, "paths"), paths, strict=False):
        wanted = [printed(value).rstrip("0").rstrip(".") for value in values]
        assert row[3:] == wanted, row
        assert row[2].rstrip("0").rstrip(".") == base.rstrip("0").rstrip(".")
    assert rows(page, "paths")[-1][2:] == ["—"] * 4


def test_progress_and_completion(section):
    said = section("progress")
    down, up = Fraction(85 - 100, 60 - 100), Fraction(30 - 40, 100 - 40)
    way = Fraction(363) - 300
    assert f"from 300 to 363: {percent(Fraction(350 - 300) / way)} done." in said
    assert f"from 100 down to 60: {percent(down)} done." in said
    assert f"from 40 up to 100: {percent(up)}." in said
    assert f"completion {percent(Fraction(350, 363))}." in said


def test_the_pace_of_flow_stock_and_count(section):
    first, second = Fraction(20 + 24, 100), Fraction(18 + 28, 100)
    share = (first + second) / 2
    due = share * 120
    said = section("pace")
    assert f"{percent(first, 0)} and {percent(second, 0)} of the two past years" in said
    assert f"c is {percent(share, 0)}." in said
    assert f"{printed(due)} are due; 45 are {percent((due - 45) / due)} short: off track." in said
    stock = Fraction(80) + Fraction(2, 4) * (100 - 80)
    short = (stock - 88) / (100 - 60)
    assert f"{printed(stock)} are due by June; 88 are {percent(short)} short: behind." in said
    assert f"{int(3 * share)} is due by June" in said


def test_the_projection_and_what_is_still_needed(section):
    said = section("projection")
    value, low, high = (
        45 / share for share in (Fraction(45, 100), Fraction(46, 100), Fraction(44, 100))
    )
    assert f"{printed(value, 1)} in the year, {printed(low, 1)} to {printed(high, 1)}." in said
    needed, growth = Fraction(120 - 45, 2), Fraction(120 - 45, 55) - 1
    assert f"For 120, {printed(needed, 1)} a quarter" in said
    assert f"{percent(growth, signed=True)} on the 55" in said
    assert "The edges: 45 ÷ 46% and 45 ÷ 44%" in said
    assert low < 101 <= high < 120
    assert f"A year of 120 is out of reach: even the upper edge, {printed(high, 1)}," in said
    assert "A year of 101 is not: it lies within the band." in said


def test_what_criteria_earn_between_their_goalposts(section):
    said = section("score")
    assert f"between 0 and 5%: {printed(Fraction(3, 5) * 100, 1)}." in said
    assert f"between 0 and 70%: {printed(Fraction(0), 1)}." in said
    assert f"so 0 and 50: {printed(Fraction(30, 50) * 100, 1)}." in said
    assert f"lower is better: {printed(Fraction(100 - 40, 100) * 100, 1)}." in said
    score = (60 * Fraction(60 + 50, 2) + 40 * 80) / 100
    assert f"÷ 100 = {printed(score)}." in said


def test_the_four_states_of_a_criterion_in_score_and_coverage(page):
    # a1 30 %, a2 30 %, b1 40 % of the whole; a2 reported, excused, late, not reported
    full = (30 * 60 + 30 * 50 + 40 * 80) / Fraction(100)
    without = (60 * Fraction(60) + 40 * 80) / 100
    withheld = (30 * 60 + 30 * 0 + 40 * 80) / Fraction(100)
    assert [row[1:] for row in rows(page, "coverage")] == [
        [printed(full), "100%", "ranked"],
        [printed(without), "100%", "ranked"],
        [printed(without), "70%", "not ranked"],
        [printed(withheld), "70%", "not ranked"],
    ]


def test_the_first_year(section):
    said = section("first-year")
    assert "Accepted on 2018-12-20: complete on 2019-12-20, ranked from 2020." in said
    assert "Accepted in 2019-06: complete on 2020-06-30, ranked from 2021." in said


def test_rounding_ties_movement_and_contributions(section):
    assert "61.295 is printed as 61.30." in section("rounding")
    assert "rank 1, 2=, 2=, 4." in section("rounding")
    assert "from place 1 to 3 of 3; as published from 1 of 3 to 4 of 4." in section("movement")
    parts = [Decimal("16.67"), Decimal("16.67"), Decimal("16.66")]
    assert sum(parts) == 50
    assert " + ".join(map(str, parts)) + " = 50.00" in section("contributions")


def test_years_running(section):
    assert "years 3, 4 and 5: 3 years running; in years 2, 4 and 5: 2." in section("flags")


def test_the_normalisations_that_a_scheme_may_choose(section):
    said = section("baseline")
    ahead, bare = Fraction(60 - 40, 120 - 40) * 100, Fraction(70 - 20, 120 - 20) * 100
    assert f"Base 40, target 120, now 60: {printed(ahead, 1)}; now 30: 0.0." in said
    assert f"between 20 and 120, now 70: {printed(bare, 1)}." in said
    said = section("deviations")
    above, below = (50 + 10 * Fraction(x - 50, 10) for x in (65, 35))
    assert f"65 earns {printed(above, 1)}, 35 earns {printed(below, 1)}." in said
    assert f"against 25 and 5: {printed(50 + 10 * Fraction(30 - 25, 5), 1)}." in said
    points = [100 * (1 - Fraction(better, 4)) for better in (0, 1, 1, 3, 4)]
    listed = ", ".join(printed(one, 1) for one in points)
    assert f"Zones at 9, 7, 7, 3 and 1 earn {listed}." in section("places")


def test_the_two_means(section):
    arithmetic = Fraction(50 * 20 + 30 * 0 + 20 * 100, 100)
    with localcontext() as precise:
        precise.prec = 30
        product = Decimal(20) ** Decimal("0.5") * 1 * Decimal(100) ** Decimal("0.2")
    geometric = product.quantize(Decimal("0.01"), ROUND_HALF_UP)
    said = section("aggregation")
    assert f"arithmetic {printed(arithmetic)}, geometric {geometric}." in said


def test_versions_density_and_groups_are_explained(section):
    assert "a fall in rank leads to a flag only if it also holds" in section("versions")
    assert "counts against coverage" in section("density")


# What the page is made of


def test_every_status_and_every_state_is_explained(page):
    statuses = [row[0] for row in rows(page, "statuses")]
    met, *others = [str(status.label) for status in TargetResult.Status]
    assert statuses == [met, "on the path", *others]
    states = [row[0] for row in rows(page, "spans")]
    assert len(states) == len(set(states)) == 7


def test_every_flag_rule_stands_there_as_it_is_set(page):
    found = rows(page, "flags")
    rules = FlagRule.objects.all()
    assert [row[0] for row in found] == [rule.get_code_display() for rule in rules]
    for row, rule in zip(found, rules, strict=True):
        assert rule.phrase in row[4]
        assert row[5] == "yes"
    assert "missed 2 years running: a warning; 3 years running" in found[2][1]


def test_a_rule_that_is_changed_changes_the_page(read, leader):
    with unprotected():
        FlagRule.objects.filter(code="missed_years").update(threshold=4, is_on=False)
    row = rows(read(leader, "/method/"), "flags")[2]
    assert "4 years running: the exit procedure" in row[1]
    assert row[5] == "no"


def test_the_default_scheme_stands_there_with_weights_goalposts_and_reasons(page):
    listed = [
        [text(cell) for cell in row.xpath("./th | ./td")]
        for row in page.xpath("//section[@id='scheme']//tbody/tr")
    ]
    nodes = Scheme.objects.get().nodes.all()
    wanted = [(one.name_en, one.reason_en, one.reference_reason_en) for one in nodes]
    assert [(row[0], *row[6].partition("Mean and deviation: ")[::2]) for row in listed] == wanted
    found = {row[0]: [cell.partition("mean")[0] for cell in row[1:]] for row in listed}
    assert found["Share of the province's trade"][:5] == [
        "50",
        "50",
        "20.0%",
        "Total trade: share of the province",
        "0 – 5%",
    ]
    assert found["Bonded logistics"][4] == "0 – 100 (CNY 100 m)"


def test_it_says_that_the_weights_are_this_system_s_own(section):
    assert "Where the policy prints no weights" in section("open")


def test_the_contents_lead_to_every_section(page):
    links = page.xpath("//nav[contains(@class, 'zt-toc')]//a/@href")
    assert sorted(links) == sorted(
        f"#{code}" for code in page.xpath("//section[contains(@class, 'zt-item')]/@id")
    )


def test_the_page_is_there_in_chinese_too(client, leader):
    from tests.factories import user_of

    client.force_login(user_of(leader))
    said = client.get("/method/").content.decode()
    assert 'lang="zh-hans"' in said
    assert "<h1>" in said
    for figure in ("399.97", "79.4%", "16.7%", "65.00", "61.30", "16.67 + 16.67 + 16.66"):
        assert figure in said


def test_a_formula_is_escaped_before_it_is_set():
    assert formula("T_{y} < B^{n}") == "T<sub>y</sub> &lt; B<sup>n</sup>"
    assert formula("<b>_{i}</b>") == "&lt;b&gt;<sub>i</sub>&lt;/b&gt;"


def test_an_example_moves_with_the_arithmetic_it_explains(monkeypatch, read, leader):
    monkeypatch.setattr(worked_examples, "progress", lambda *_given: 0.5)
    said = text(read(leader, "/method/").xpath("//section[@id='progress']")[0])
    assert "from 300 to 363: 50.0% done." in said


# The schemes


def test_the_schemes_show_weights_that_run_up_to_a_hundred(read, leader):
    page = read(leader, "/schemes/province-2021/")
    found = page.xpath("//section[@id='province-2021']//tbody/tr")
    runs: dict[str, list[Decimal]] = {}
    for row in found:
        kind = row.get("class")
        running = text(row.xpath("./td")[1])
        if kind == "is-theme":
            runs.setdefault("themes", []).append(Decimal(running))
            family = runs.setdefault(text(row.xpath("./th")[0]), [])
        elif kind == "is-criterion":
            family.append(Decimal(running))
    assert runs["themes"] == [40, 60, 72, 85, 100]
    assert all(family[-1] == 100 and family == sorted(family) for family in runs.values())
    shares = [
        Decimal(text(row.xpath("./td")[2]).rstrip("%"))
        for row in found
        if row.get("class") == "is-criterion"
    ]
    assert sum(shares) == 100


def test_the_schemes_say_what_they_are_used_by_and_leave_out(read, leader):
    said = text(read(leader, "/schemes/province-2021/"))
    assert "No season is taken from 2020" in said
    assert "the first half of 2021" in said
    assert "weighted arithmetic mean" in said


def test_how_sure_a_rank_is_over_five_variants(page, section):
    achieved = {"a": (80, 20), "b": (50, 60), "c": (20, 90)}
    nominal = {zone: (60 * x + 40 * y) / 100 for zone, (x, y) in achieved.items()}
    told = section("certainty")
    assert "{:.2f}, {:.2f} and {:.2f} points".format(*nominal.values()) in told

    def against(x, y):
        return 0.6 * (50 + 10 * (x - 50) / 25) + 0.4 * (50 + 10 * (y - 40) / 10)

    variants = [
        lambda x, y: 0.6 * x + 0.4 * y,
        lambda x, y: (0.45 * x + 0.5 * y) / 0.95,
        lambda x, y: x**0.6 * y**0.4,
        against,
        lambda x, y: x,
    ]
    scores = [{zone: way(*both) for zone, both in achieved.items()} for way in variants]
    ranks = [
        {zone: 1 + sum(other > mine for other in found.values()) for zone, mine in found.items()}
        for found in scores
    ]
    assert [row[-3:] for row in rows(page, "certainty")] == [
        [str(found[zone]) for zone in "abc"] for found in ranks
    ]
    assert f"brought to {printed(Fraction(4500, 95))} and {printed(Fraction(5000, 95))}" in told

    def interval(zone):
        mine = sorted(found[zone] for found in ranks)
        # of five, the 5th percentile lies a fifth of the way from the first to the second
        low, high = mine[0] + 0.2 * (mine[1] - mine[0]), mine[4] - 0.2 * (mine[4] - mine[3])
        return f"{int(low)}–{-int(-high)}"

    for place, zone in enumerate("abc", start=1):
        last = sum(found[zone] == 3 for found in ranks)
        assert f"{zone}: {place} ({interval(zone)}), last in {last * 20}%" in told
    ahead = [sum(found["a"] < found[other] for found in ranks) * 20 for other in "bc"]
    assert "a is ahead of b in {}%, of c in {}%".format(*ahead) in told
