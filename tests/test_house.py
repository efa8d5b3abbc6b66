"""The house stands as it was drawn: names, walls between rooms, pins, vendored files, settings."""

import ast
import hashlib
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import templates

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {
    *("manage.py", "zonetrack", "zones", "indicators", "assessments", "templates", "static"),
    *("fixtures", "tests", "requirements.txt", "README.md"),
    # What the tools of the trade expect beside them.
    *("pyproject.toml", "Makefile", "requirements-dev.txt", "locale", "docs", "benchmarks"),
    *("deploy", "CHANGELOG.md", "LICENSE"),
}
APPS = ("zones", "indicators", "assessments")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {
    contract["id"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
}
PURE = CONTRACTS["pure"]["source_modules"]
VENDOR = ROOT / "static" / "vendor"


def source_of(module: str) -> Path:
    """The file of a module of ours."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


# Names


def test_nothing_stands_at_the_top_level_that_has_no_reason_to():
    ignored = set(re.findall(r"^([\w.]+)/$", (ROOT / ".gitignore").read_text("utf-8"), re.M))
    here = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert here - ignored - TOP_LEVEL == set()


def test_everything_the_readers_of_a_house_look_for_is_there():
    expected = {"README.md", "LICENSE", "CHANGELOG.md", "Makefile", "requirements.txt", ".ci"}
    assert expected - {path.name for path in ROOT.iterdir()} == set()


# Walls


@pytest.mark.parametrize("module", PURE)
def test_a_module_listed_as_pure_exists(module):
    assert source_of(module).is_file()


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_asks_neither_django_nor_the_clock_nor_the_environment(module):
    imported, called = set(), set()
    for node in ast.walk(ast.parse(source_of(module).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call):
            called.add(ast.unparse(node.func).rpartition(".")[2])
    assert imported & {"django", "django_tables2", "environ", "os", "time"} == set()
    assert called & {"now", "today", "utcnow", "print", "input"} == set()


def test_every_module_that_needs_no_django_is_listed_as_pure():
    graph = grimp.build_graph(*APPS, include_external_packages=True, cache_dir=None)
    ours = {name for name in graph.modules if name.split(".")[0] in APPS and has_code(name)}
    without = {
        name for name in ours if "django" not in graph.find_upstream_modules(name, as_package=False)
    }
    assert sorted(without - set(PURE)) == []


def has_code(module: str) -> bool:
    """Whether a module holds more than a docstring (an empty __init__ is neither pure nor not)."""
    body = ast.parse(source_of(module).read_text("utf-8")).body
    return any(not (isinstance(node, ast.Expr)) for node in body)


def test_types_are_checked_in_every_pure_module_and_in_every_service():
    services = [ROOT / app / "services" for app in APPS]
    wanted = {source_of(module) for module in PURE}
    wanted |= {path for folder in services for path in folder.glob("*.py")}
    wanted |= {path.with_suffix(".py") for path in services if path.with_suffix(".py").exists()}
    checked = {path for name in PYPROJECT["tool"]["mypy"]["files"] for path in ROOT.glob(name)}
    checked |= {path for folder in checked if folder.is_dir() for path in folder.glob("*.py")}
    assert sorted(str(path.relative_to(ROOT)) for path in wanted - checked) == []


# Pins


def direct_and_pins(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The direct requirements of a file with their lines, and all its pins, by canonical name."""
    head, _, tail = (ROOT / name).read_text("utf-8").partition("\n# What those bring along")
    lines = {"direct": head.splitlines(), "all": (head + "\n" + tail).splitlines()}
    found = {
        kind: {
            canonicalize_name(re.match(r"[\w.-]+", line).group()): line
            for line in some
            if re.match(r"\w", line)
        }
        for kind, some in lines.items()
    }
    return found["direct"], found["all"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_every_direct_one_says_why(name):
    direct, pins = direct_and_pins(name)
    assert direct
    assert [line for line in pins.values() if not re.match(r"[\w.-]+==[\w.]+(\s|$)", line)] == []
    assert [line for line in direct.values() if len(line.partition("  # ")[2].split()) < 3] == []


def test_what_the_requirements_bring_along_is_pinned_at_the_version_installed():
    pins = direct_and_pins("requirements.txt")[1] | direct_and_pins("requirements-dev.txt")[1]
    seen, todo = set(), list(pins)
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for text in importlib.metadata.requires(name) or []:
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                todo.append(canonicalize_name(needed.name))
    installed = {name: importlib.metadata.version(name) for name in seen}
    pinned = {name: re.search(r"==([\w.]+)", line).group(1) for name, line in pins.items()}
    assert installed == pinned


# Vendored files


def test_every_vendored_file_is_the_one_written_down_and_has_its_licence():
    readme = (VENDOR / "README.md").read_text("utf-8")
    files = {path.name for path in VENDOR.iterdir() if path.suffix in (".css", ".js", ".svg")}
    sums = {name: sha for sha, name in re.findall(r"\| `([0-9a-f]{64})` \| `(\S+)` \|", readme)}
    assert sums == {
        name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in files
    }
    licences = dict(re.findall(r"^\| `(\S+)` \| npm .*?`(LICENSE-\S+)`", readme, re.M))
    assert set(licences) == files
    for licence in licences.values():
        assert "Permission is hereby granted" in (VENDOR / licence).read_text("utf-8")


def test_no_stylesheet_of_ours_loads_from_another_host_or_names_a_missing_map():
    for path in (ROOT / "static").rglob("*.css"):
        text = path.read_text("utf-8")
        loads = re.findall(r"url\(\s*[\"']?(?!data:)((?:https?:)?//[^\"')]+)", text)
        assert loads + re.findall(r"@import[^;]+|sourceMappingURL", text) == [], path.name


def test_no_rule_asks_for_every_element_what_its_ancestor_holds():
    # Asked of each cell, ":has(> thead …) *" took two thirds of the time to draw a board of 200.
    for path in (ROOT / "static/css").glob("*.css"):
        selectors = re.findall(r"[^{},;]*:has\(\s*>[^{},;]*", path.read_text("utf-8"))
        assert [asks for asks in selectors if asks.strip().endswith("*")] == [], path.name


# Templates


def test_every_template_compiles_and_holds_no_inline_script_or_foreign_address():
    assert list(templates.faults()) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<script>alert(1)</script>", "line 1: an inline <script>"),
        ("<p>\n<a onclick='x()'>", "line 2: a handler onclick= in <a>"),
        ("<img src='https://example.org/a.png'>", "line 1: <img> loads https://example.org/a.png"),
        ("<link href='//example.org/a.css'>", "line 1: <link> loads //example.org/a.css"),
        ("<a href='javascript:x()'>", "line 1: a javascript: address in <a>"),
    ],
)
def test_what_the_policy_would_stop_is_found_in_a_template(text, fault):
    assert templates.markup_faults(text) == [fault]


def test_a_link_that_a_person_follows_may_leave_the_host():
    page = """<a href="https://example.org/">{% if a %}x{% endif %}</a>
    <script src="{% static 'vendor/plotly-basic.min.js' %}"></script>"""
    assert templates.markup_faults(page) == []


def test_the_steps_of_a_trail_are_parted_in_one_way():
    trail = re.compile(r'<p class="zt-trail">(.*?)</p>', re.S)
    for path in (ROOT / "templates").rglob("*.html"):
        for steps in trail.findall(path.read_text("utf-8")):
            between = re.findall(r"</a>(.*?)<a ", re.sub(r"\{%.*?%\}", "", steps), re.S)
            assert all(one == " / " for one in between), path


# Settings


def environment_names() -> set[str]:
    """Every variable that the settings read."""
    tree = ast.parse((ROOT / "zonetrack" / "settings.py").read_text("utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.Subscript):
            called = ast.unparse(node.func if isinstance(node, ast.Call) else node.value)
            first = (node.args or [None])[0] if isinstance(node, ast.Call) else node.slice
            if re.match(r"(env|os\.environ|os\.getenv)\b", called) and isinstance(
                first, ast.Constant
            ):
                names.add(first.value)
    return names


def test_the_readme_lists_every_variable_that_the_settings_read():
    assert "SECRET_KEY" in environment_names()
    readme = (ROOT / "README.md").read_text("utf-8")
    assert sorted(name for name in environment_names() if f"`{name}`" not in readme) == []


def test_the_example_of_the_environment_names_every_variable_and_no_other():
    example = (ROOT / "deploy" / "zonetrack.env.example").read_text("utf-8")
    server = (ROOT / "deploy" / "gunicorn.conf.py").read_text("utf-8")
    read = environment_names() | set(re.findall(r'environ\.get\("(\w+)"', server))
    # For trying out only; said at the file's end.
    never_set = {"DEBUG", "DEBUG_PAGES", "HTTPS", "PORT"}
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.M)) == read - never_set
    assert [name for name in never_set if name not in example] == []


@pytest.mark.parametrize(
    ("said", "site"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"PORT": "8123", "SITE_URL": "https://zones.example.cn"}, "https://zones.example.cn"),
        ({"DEBUG": "0", "PORT": "8123"}, ""),  # in operation nobody guesses an address
    ],
)
def test_the_links_in_mails_lead_where_the_site_is_served(said, site):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    trial = {"DEBUG": "1", "SECRET_KEY": "s" * 64, "ALLOWED_HOSTS": "zones.example.cn"}
    asked = "import zonetrack.settings as found; print(found.SITE_URL)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env=kept | trial | {"DATABASE_URL": "sqlite://:memory:"} | said,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == site


# Databases


def test_the_test_run_uses_the_engine_that_it_was_told_to(db, settings):
    from django.db import connection

    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    version = "SELECT version()" if engine == "postgresql" else "SELECT sqlite_version()"
    with connection.cursor() as cursor:
        cursor.execute(version)
        assert cursor.fetchone()[0].startswith("PostgreSQL" if engine == "postgresql" else "3.")


# Browser


def test_a_page_that_asks_another_host_is_noticed(page, record):
    page.evaluate("fetch('https://example.org/beacon').catch(() => null)")
    assert record.foreign == ["https://example.org/beacon"]
    record.foreign.clear()
    record.complaints.clear()


def test_a_page_that_complains_in_the_console_is_noticed(page, record):
    page.evaluate("console.error('a complaint'); setTimeout(() => missing(), 0)")
    page.wait_for_timeout(100)
    assert record.complaints == ["a complaint", "missing is not defined"]
    record.complaints.clear()


def test_the_vendored_script_works_under_the_content_security_policy(page):
    answer = page.goto("/login/")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page.add_script_tag(url="/static/vendor/plotly-basic.min.js")
    page.evaluate(
        """() => {
            const place = document.body.appendChild(document.createElement("div"));
            place.id = "drawing";
            return Plotly.newPlot(place, [{x: [1, 2], y: [3, 4], type: "scatter"}]);
        }"""
    )
    assert page.locator("#drawing .scatterlayer .trace").count() == 1
