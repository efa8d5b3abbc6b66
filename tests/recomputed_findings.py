"""What each target asks of each zone, who misses it, and what follows: found a second time.

Beside `recomputed`, with the sentences as the English page prints them.
"""

from fractions import Fraction

from tests import recomputed
from tests.recomputed import MONEY, printed
from tests.recomputed_certainty import fall_remains

NAMES = {
    "donghu": ("Donghu", "Wuhan Donghu", "Wuhan"),
    "xingang-konggang": ("Xingang Konggang", "Wuhan Xingang Konggang", "Wuhan"),
    "jingkai": ("Jingkai", "Wuhan Jingkai", "Wuhan"),
    "yichang": ("Yichang", "Yichang", "Yichang"),
    "xiangyang": ("Xiangyang", "Xiangyang", "Xiangyang"),
    "qipanzhou": ("Qipanzhou", "Huangshi Qipanzhou", "Huangshi"),
}
INDICATORS = {
    "trade_total": "Total trade",
    "processing": "Bonded processing trade",
    "projects_leading": "Leading projects introduced",
    "projects_key": "Key projects introduced",
    "events": "Matchmaking events",
    "vehicles": "Whole vehicles imported",
}
#: The measure that asks for a figure itself; the other targets are set for a zone and year.
MEASURES = {
    "trade-hundred": 1,
    "projects-leading": 4,
    "projects-key": 4,
    "events-three": 4,
    "vehicles-2000": 6,
}


def money(value: Fraction | None) -> str:
    return printed(None if value is None else Fraction(value) / 10_000, 2)


def shown(value: Fraction | None, code: str) -> str:
    return money(value) if code in MONEY else printed(value, 0)


def said(value: Fraction, code: str) -> str:
    """A number as a sentence says it: the digits of the tables, money in billions or millions."""
    if code not in MONEY:
        return printed(value, 0)
    read = _read(value, code)
    return f"CNY {printed(read / 10, 3)} billion" if read >= 10 else f"CNY {read * 100} million"


def completed(actual: Fraction, target: Fraction, code: str) -> Fraction:
    """What the one is of the other in %, both as printed."""
    return _read(actual, code) / _read(target, code) * 100


def _read(value: Fraction, code: str) -> Fraction:
    return Fraction(shown(value, code).replace(",", ""))


def percent(value: Fraction | None, decimals: int = 1, *, signed: bool = False) -> str:
    text = printed(value, decimals, signed=signed)
    return text if text == "—" else f"{text}%"


def goals(facts, year) -> dict[str, tuple]:
    """code: (indicator, actual, target, whether it binds) of the goals shown as headlines."""
    n = year - 2020
    found = {}
    for code, indicator in (
        ("trade-growth", "trade_total"),
        ("enterprises-doubled", "enterprises"),
        ("processing-growth", "processing"),
        ("ecommerce-doubled", "ecommerce"),
    ):
        base = facts.all_zones(indicator, 2020, 4)
        target = recomputed.PROVINCE[code](base, n)
        found[code] = (indicator, facts.all_zones(indicator, year, 4), target)
    base = facts.to_date("xingang-konggang", "vehicles", 2020, 4)
    target = recomputed.power(base, Fraction(2000), n)
    actual = facts.to_date("xingang-konggang", "vehicles", year, 4)
    found["vehicles-2000"] = ("vehicles", actual, target)
    return found


def asked(facts, zone: str, year: int) -> dict[str, tuple]:
    """target: (indicator, actual, yearly target) of what a zone is judged by in a year."""
    found = {}
    for (target, of), value in recomputed.set_targets(year).items():
        if of == zone:
            indicator = {"trade-growth": "trade_total", "processing-growth": "processing"}[target]
            found[target] = (indicator, facts.to_date(zone, indicator, year, 4), value)
    if zone in ("yichang", "xiangyang") and year == 2023:
        trade = facts.to_date(zone, "trade_total", year, 4)
        found["trade-hundred"] = ("trade_total", trade, Fraction(1_000_000))
    if facts.runs(zone, year, 4):
        for target, indicator, least in (
            ("projects-leading", "projects_leading", 1),
            ("projects-key", "projects_key", 5),
        ):
            actual = facts.to_date(zone, indicator, year, 4)
            found[target] = (indicator, actual, Fraction(least))
        found["events-three"] = ("events", facts.events(zone, year, 4), Fraction(3))
    if zone == "xingang-konggang":
        found["vehicles-2000"] = goals(facts, year)["vehicles-2000"]
    return found


def finding(facts, zone: str, year: int, target: str, told: tuple) -> str:
    """The sentence about a missed target."""
    indicator, actual, value = told
    name = INDICATORS[indicator]
    gap = _read(value, indicator) - _read(actual, indicator)
    missing = said(gap * 10_000 if indicator in MONEY else gap, indicator)
    if target == "events-three":
        name = f"{name} in {NAMES[zone][2]}"
    if target in MEASURES:
        name = f"{name} (measure {MEASURES[target]})"
    return (
        f"{year}: {name} {said(actual, indicator)}, the yearly target of"
        f" {said(value, indicator)} missed by {missing}"
    )


def missed(facts, zone: str, year: int) -> dict[str, tuple]:
    """The binding targets that a zone missed; a path before the last year binds nobody."""
    return {
        target: told
        for target, told in asked(facts, zone, year).items()
        if told[1] < told[2] and not (target == "vehicles-2000" and year < 2023)
    }


def what_follows(facts, year: int) -> dict[str, dict[str, set[str]]]:
    """consequence: {zone: findings} by the rules, withdrawn ones left out."""
    found = {}

    def add(consequence: str, zone: str, text: str) -> None:
        found.setdefault(consequence, {}).setdefault(zone, set()).add(f"{text}.")

    for zone in facts.zones:
        for target, told in missed(facts, zone, year).items():
            add("notice and interview", zone, finding(facts, zone, year, target, told))
            years = 1
            while target in missed(facts, zone, year - years) and year - years > 2020:
                years += 1
            if target in ("trade-growth", "trade-hundred") and years >= 2:
                text = f"Missed {years} years running, {year - years + 1} to {year}; "
                text += finding(facts, zone, year, target, told)
                add("exit procedure" if years >= 3 else "exit warning", zone, text)
        for quarter, days in recomputed.late_reports(year).get(zone, []):
            nth = ("first", "second", "third", "fourth")[quarter - 1]
            text = f"Report for the {nth} quarter of {year} {days} days late"
            add("named on the overview", zone, text)
    for zone, text in falls(facts, year):
        add("notice and interview", zone, text)
    return found


def falls(facts, year: int):
    if year == 2021:
        return
    now, before = (recomputed.board(facts, y, 4) for y in (year, year - 1))
    places = recomputed.moved(now, before)
    for zone, (was, place) in places.items():
        if place > was:
            yield (
                zone,
                (
                    f"{year}: down from place {was} to place {place} among the {len(places)} zones"
                    f" ranked in both years (score {before[zone].score}, now {now[zone].score});"
                    f" {held(fall_remains(facts, year, zone))}"
                ),
            )


def held(share: Fraction) -> str:
    """In how many variants a fall remains, as the page says it."""
    text = percent(share * 100)
    if share >= Fraction(9, 10):
        return f"it remains in {text} of the variants"
    return f"not robust: it remains in {text} of the variants only"


def traded(facts, zone: str, year: int, quarter: int) -> Fraction | None:
    """The trade of one quarter."""
    if not facts.runs(zone, year, quarter):
        return None
    return sum(facts.values[zone, part, year, quarter] for part in ("trade_import", "trade_export"))
