"""Makes the handbook's pictures from the demonstration: `python -m tests.handbook`.

The marks in docs/handbook say which page each picture shows and who looks at it, so that no picture
shows what nobody sees. A database of its own is filled for it; the site's is not touched.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import FLAGS, chromium_path
from zones.handbook import PAGES, HandbookPage, handbook_page

ROOT = Path(__file__).resolve().parent.parent
TEXTS, PICTURES = ROOT / "docs" / "handbook", ROOT / "static" / "handbook"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
PASSWORD = "zonetrack-demo"
SIZE = {"width": 1180, "height": 760}


def pages_of(language: str) -> dict[str, HandbookPage]:
    """Every page of the handbook in a language, by its name."""
    return {
        slug: handbook_page((TEXTS / language / f"{slug}.md").read_text("utf-8")) for slug in PAGES
    }


def main() -> None:
    """Nothing; every picture is made anew."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.close()
        surroundings = os.environ | {
            "DEBUG": "1",
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        }
        _load(surroundings)
        address = f"127.0.0.1:{port}"
        command = [sys.executable, "manage.py", "runserver", "--noreload", address]
        server = subprocess.Popen(command, cwd=ROOT, env=surroundings, stderr=subprocess.DEVNULL)
        try:
            _wait_for(f"http://{address}/healthz")
            _picture_all(f"http://{address}")
        finally:
            server.terminate()
            server.wait()


def _load(surroundings: dict[str, str]) -> None:
    for command in ("migrate -v0", "compile_translations"):
        arguments = [sys.executable, "manage.py", *command.split()]
        subprocess.run(arguments, cwd=ROOT, env=surroundings, check=True)
    make = ["make", "load", f"VAR_DIR={surroundings['VAR_DIR']}"]
    subprocess.run(make, cwd=ROOT, env=surroundings, check=True)


def _wait_for(address: str, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def _picture_all(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for language, code in LANGUAGES.items():
            (PICTURES / language).mkdir(parents=True, exist_ok=True)
            windows = {}
            for page in pages_of(language).values():
                for shot in page.shots:
                    if shot.login not in windows:
                        windows[shot.login] = _signed_in(browser, site, shot.login, code)
                    window = windows[shot.login]
                    window.goto(site + shot.address, wait_until="networkidle")
                    window.screenshot(path=PICTURES / language / f"{shot.name}.png")
                    print(f"{language}/{shot.name}.png")
        browser.close()


def _signed_in(browser, site: str, login: str, language: str):
    context = browser.new_context(
        viewport=SIZE, locale=LOCALES[language], timezone_id="Asia/Shanghai", color_scheme="light"
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    window = context.new_page()
    window.goto(f"{site}/login/")
    window.fill("[name=username]", login)
    window.fill("[name=password]", PASSWORD)
    window.press("[name=password]", "Enter")
    window.wait_for_url(lambda url: "/login/" not in url)
    for seen in window.locator(".zt-first button").all():  # at the first time here, not later
        seen.click()
        window.wait_for_selector(".zt-message.is-success")
    return window


if __name__ == "__main__":
    main()
