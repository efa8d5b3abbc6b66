"""What deploy/ says of the site is true of it, and gunicorn serves the site as it says."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OURS = {name for name, app in get_commands().items() if not app.startswith("django.")}


def test_every_variable_of_the_example_is_explained_above_it():
    lines = (DEPLOY / "zonetrack.env.example").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"#?[A-Z_]+=", line):
            before = lines[number - 1]
            assert re.match(r"# |#?[A-Z_]+=", before), line


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_commands_that_there_are(unit):
    text = unit.read_text("utf-8")
    tasks = re.findall(r"manage\.py (\w+)", text)
    tasks += [name for some in re.findall(r"for task in ([\w ]+);", text) for name in some.split()]
    assert tasks or "gunicorn -c deploy/gunicorn.conf.py zonetrack.wsgi" in text
    assert set(tasks) <= OURS


def test_a_timer_stands_beside_every_task():
    tasks = {path.stem for path in UNITS} - {"zonetrack"}
    assert {path.stem for path in (DEPLOY / "systemd").glob("*.timer")} == tasks
    assert tasks == {"zonetrack-backup", "zonetrack-daily", "zonetrack-hourly"}


def test_whatever_is_for_cron_is_run_by_a_timer():
    readme = (ROOT / "README.md").read_text("utf-8")
    for_cron = set(re.findall(r"^\| `manage\.py (\w+)[^|]*\|[^|]*for cron", readme, re.MULTILINE))
    assert for_cron
    units = "".join(path.read_text("utf-8") for path in UNITS)
    assert [name for name in for_cron if name not in units] == []


def test_the_operating_manual_names_commands_and_units_that_there_are():
    manual = (ROOT / "docs" / "operations.md").read_text("utf-8")
    run = set(re.findall(r"\bzt (\w+)", manual))
    assert run >= {"migrate", "doctor", "backup", "restore", "move_to"}
    assert run <= set(get_commands())
    units = set(re.findall(r"zonetrack-\w+\.timer", manual))
    assert units == {path.name for path in (DEPLOY / "systemd").glob("*.timer")}
    files = set(re.findall(r"fixtures/[\w/.-]+", manual))
    assert files
    assert [name for name in files if not (ROOT / name).is_file()] == []


def small_bundle(folder: Path) -> Path:
    """A bundle of a site that only collects one file, the same version each time."""
    bundle = folder / "bundle"
    (bundle / "app" / "deploy").mkdir(parents=True)
    (bundle / "wheels").mkdir()
    (bundle / "VERSION").write_text("1.0")
    (bundle / "PYTHON").write_text("{}.{}".format(*sys.version_info))
    (bundle / "app" / "requirements.txt").touch()
    (bundle / "app" / "deploy" / "zonetrack.env.example").write_text("SECRET_KEY=\nVAR_DIR=\n")
    (bundle / "app" / "manage.py").write_text(
        "import os, pathlib, shutil, sys\n"
        "static = pathlib.Path(os.environ['VAR_DIR']) / 'static'\n"
        "if '--clear' in sys.argv and static.exists(): shutil.rmtree(static)\n"
        "static.mkdir(exist_ok=True)\n"
        "(static / pathlib.Path.cwd().name).touch()\n"
    )
    (bundle / "SHA256SUMS").write_text("")
    shutil.copy(DEPLOY / "install.sh", bundle)
    sums = ["find . -type f ! -name SHA256SUMS -exec sha256sum {} + > SHA256SUMS"]
    subprocess.run(sums, cwd=bundle, shell=True, check=True)
    return bundle


def test_an_installation_leaves_alone_what_serves_just_now(tmp_path):
    """The same version installed again: its program, packages and static files of before stay."""
    bundle = small_bundle(tmp_path)
    environment = os.environ | {"PREFIX": str(tmp_path / "at"), "PYTHON": sys.executable}
    links = []
    for _ in range(2):
        subprocess.run([bundle / "install.sh"], env=environment, check=True, capture_output=True)
        places = tmp_path / "at" / "opt" / "zonetrack"
        links.append([(places / name).resolve() for name in ("app", "venv")])
    assert set(links[0]).isdisjoint(links[1])
    assert [one.is_dir() for one in links[0]] == [True, True]
    static = tmp_path / "at" / "var" / "lib" / "zonetrack" / "static"
    assert {one.name for one in static.iterdir()} == {app.name for app, _venv in links}


def test_what_is_loaded_later_comes_from_the_version_that_was_started(tmp_path):
    """The link to the program is turned to the new version while the one before still serves."""
    link = tmp_path / "app"
    link.symlink_to(ROOT)
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3"}
    environment |= {"PWD": str(link), "TMPDIR": str(tmp_path)}
    words = ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--print-config", "zonetrack.wsgi"]
    done = subprocess.run(
        [sys.executable, *words],
        cwd=link,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert re.search(r"^chdir\s+= (.*)$", done.stdout, re.MULTILINE)[1] == str(ROOT)


@contextlib.contextmanager
def gunicorn(folder: Path):
    """The port on which gunicorn serves the site as in service, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    set_ = {
        "DEBUG": "0",
        "SECRET_KEY": "k3J-9vQx_27sLmZpW0tYhBnR5cDfG8aEuIoT1yXw4MzNqPrSjV6b",
        "ALLOWED_HOSTS": "zonetrack.example",
        "BEHIND_PROXY": "1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/zonetrack.sqlite3",
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_WORKERS": "2",
        "METRICS_TOKEN": "a-word",
    }
    env = os.environ | set_
    run = [sys.executable, "manage.py"]
    subprocess.run([*run, "migrate", "-v", "0"], cwd=ROOT, env=env, check=True)
    subprocess.run([*run, "collectstatic", "--noinput", "-v", "0"], cwd=ROOT, env=env, check=True)
    words = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "zonetrack.wsgi"]
    server = subprocess.Popen(words, cwd=ROOT, env=env)
    try:
        deadline = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    finally:
        server.kill()


def ask(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asked.request("GET", path, headers={"Host": "zonetrack.example", **headers})
    answer = asked.getresponse()
    answer.body = answer.read()
    return answer


def test_gunicorn_serves_the_site_as_in_service(tmp_path):
    with gunicorn(tmp_path) as port:
        assert ask(port, "/healthz").body == ask(port, "/readyz").body == b"ok\n"
        assert ask(port, "/login/").status == 301  # to https
        page = ask(port, "/login/", **{"X-Forwarded-Proto": "https"})
        assert page.status == 200
        assert "strict-transport-security" in {name.lower() for name, _ in page.getheaders()}
        sheet = re.search(rb'/static/[^"]+\.[0-9a-f]{12}\.css', page.body).group().decode()
        packed = ask(port, sheet, **{"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"})
        assert packed.getheader("Content-Encoding") == "gzip"
        assert "immutable" in packed.getheader("Cache-Control")
        assert ask(port, "/healthz", Host="elsewhere.example").status == 400
        told = ask(port, "/metrics", Authorization="Bearer a-word").body.decode()
        # Whichever process answers tells of both.
        assert 'zonetrack_requests_total{method="GET",status="200",view="login"} 1.0' in told


def test_the_site_is_loaded_before_its_processes_are_made_and_no_connection_is(tmp_path):
    """What each process loads for itself it also holds for itself: seventy megabytes each."""
    told = (
        "import sys, zonetrack.wsgi; from django.db import connection;"
        "print('assessments.views.overview' in sys.modules, connection.connection is None)"
    )
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3"}
    environment["DJANGO_SETTINGS_MODULE"] = "zonetrack.settings"
    words = [sys.executable, "-c", told]
    done = subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert done.stdout.split() == [b"True", b"True"]
