"""nginx, set up as shipped, says by itself what it should, and limits no more than it should.

Where it is not installed there is nothing to run; what it says is tested beside (`test_nginx.py`).
"""

import contextlib
import http.client
import json
import os
import pwd
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from assessments.api.problems import CONTENT_TYPE
from tests.nginx import NGINX
from tests.test_nginx import DEPLOY, MEGABYTES, SETTINGS

__test__ = NGINX is not None
(AT_ONCE,) = {int(most) for most in re.findall(r"limit_conn zonetrack_open (\d+);", SETTINGS)}
TOO_LARGE = int(MEGABYTES) * 1024 * 1024 + 1
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@contextlib.contextmanager
def nginx(folder: Path, site: int = 0) -> Iterator[int]:
    """The port of nginx before a site that is not there, or listens and never answers at ``site``.

    It is set up as shipped, but without TLS.
    """
    port, nobody = free_ports(2)
    zones_and_maps, _port_80, served = re.split(r"server \{\n    listen \d.*\n", SETTINGS)
    served = re.sub(r"    (listen|ssl_)[^;]*;\n", "", served)
    settings = f"{zones_and_maps}server {{ listen 127.0.0.1:{port} sndbuf=32k;\n{served}"
    for shipped, here in {
        "127.0.0.1:8000": f"127.0.0.1:{site or nobody}",
        "/opt/zonetrack/app": str(DEPLOY.parent),
        "/var/lib/zonetrack/static/": f"{folder}/static/",
        "/etc/nginx/zonetrack-proxy.conf": str(DEPLOY / "nginx-proxy.conf"),
    }.items():
        assert shipped in settings
        settings = settings.replace(shipped, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    # By whoever runs the tests: the checkout may be closed to nginx's own account.
    user = pwd.getpwuid(os.geteuid()).pw_name
    (folder / "nginx.conf").write_text(
        f"user {user}; daemon off; pid {folder}/pid; error_log {folder}/log;\n"
        f"events {{}} http {{ access_log off; {places}\n{settings} }}",
        "utf-8",
    )
    words = [NGINX, "-e", folder / "log", "-c", folder / "nginx.conf"]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        free = [held.enter_context(socket.socket()) for _number in range(count)]
        for one in free:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in free]


def wait_for(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 20
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


def sent(port: int, path: str, accept: str, size: int = 0) -> http.client.HTTPConnection:
    """The line on which nginx was asked; something of this size was sent, or announced."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.putrequest("POST" if size else "GET", path)
    line.putheader("Accept", accept)
    line.putheader("Content-Length", str(size))
    line.endheaders(bytes(size) if size < TOO_LARGE else None)
    return line


def asked(port: int, path: str, accept: str, size: int = 0) -> http.client.HTTPResponse:
    """The answer of nginx, read to its end."""
    answer = sent(port, path, accept, size).getresponse()
    answer.told = answer.read().decode()
    return answer


#: How much a form with a name and a password weighs.
PASSWORD = 100
PAGE, PROGRAM = "text/html", CONTENT_TYPE
WHO = [
    ("/zones/", BROWSER, PAGE),
    ("/zones/", "*/*", PAGE),
    ("/zones/", f"{BROWSER},application/json", PAGE),
    ("/zones/", "application/json", PROGRAM),
    ("/zones/", CONTENT_TYPE, PROGRAM),
    ("/api/v1/zones", "*/*", PROGRAM),
    ("/api/v1/zones?page=2", "text/csv", PROGRAM),
    ("/apiary/", "*/*", PAGE),
]


def test_people_are_told_by_a_page_and_programs_by_a_problem(tmp_path):
    with nginx(tmp_path) as port:
        for path, accept, kind in WHO:
            answer = asked(port, path, accept)
            assert (answer.status, answer.getheader("Content-Type")) == (503, kind), (path, accept)
            assert answer.getheader("Retry-After") == "30"
            assert ("<h1>" in answer.told) == (kind == PAGE)


def test_what_nginx_does_not_take_is_told_as_what_it_is(tmp_path):
    with nginx(tmp_path) as port:
        large = asked(port, "/api/v1/x", "*/*", TOO_LARGE)
        assert (large.status, json.loads(large.told)["code"]) == (413, "too_large")
        # Where an upload waits for the site there is no room, as on a full disk: it is not kept.
        (tmp_path / "client_body").rmdir()
        full = asked(port, "/api/v1/x", "*/*", 1_000_000)
        assert (full.status, json.loads(full.told)["code"]) == (503, "full")
        assert "服务器存储空间已满" in asked(port, "/collect/", BROWSER, 1_000_000).told


def test_an_office_signs_in_within_a_minute_and_a_flood_of_passwords_is_slowed_down(tmp_path):
    with nginx(tmp_path) as port:
        for _person in range(50):
            assert asked(port, "/login/", BROWSER).status == 503  # the page, which is not counted
            assert asked(port, "/login/", BROWSER, PASSWORD).status == 503
    with nginx(tmp_path) as port:  # fewer than the hundred requests that any page may get at once
        flood = [asked(port, "/login/", "application/json", PASSWORD) for _try in range(90)]
        refused = [answer for answer in flood if answer.status == 429]
        assert refused
        assert json.loads(refused[0].told)["code"] == "too_often"
        assert refused[0].getheader("Retry-After") == "5"


def test_one_address_asks_so_much_of_the_site_at_once_and_any_number_of_files(tmp_path):
    """An office leaves by one address, and what nginx sends from the disk keeps no process busy."""
    (tmp_path / "static").mkdir()
    with (tmp_path / "static" / "large.js").open("wb") as file:
        file.truncate(4_000_000)  # more than lies on its way to a browser that does not read
    silent = socket.create_server(("127.0.0.1", 0), backlog=2 * AT_ONCE)
    with silent, nginx(tmp_path, silent.getsockname()[1]) as port:
        waiting = [sent(port, "/zones/", BROWSER) for _number in range(AT_ONCE)]
        files = [sent(port, "/static/large.js", BROWSER) for _number in range(AT_ONCE + 1)]
        assert asked(port, "/zones/", BROWSER).status == 429
        assert {line.getresponse().status for line in files} == {200}
        for line in (*waiting, *files):
            line.close()
