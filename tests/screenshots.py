"""Pictures of every page, for people to look at: `make screenshots`.

Each page of the walk, in both languages, at 390 and 1366 wide and as it is printed, goes into
var/screenshots with an index.html that shows them all. ARGS names a part of the addresses to draw.
"""

import html
import os
import shutil
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# Playwright's synchronous interface keeps an event loop in this thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "screenshots"
WINDOWS = {"390": {"width": 390, "height": 844}, "1366": {"width": 1366, "height": 768}}
SHEET = {"format": "A4", "print_background": False, "prefer_css_page_size": True}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>zonetrack: every page</title>
<style>body { font: 14px system-ui; margin: 1rem } h2 { font-size: 1rem; margin: 1.5rem 0 .25rem }
figure { display: inline-block; vertical-align: top; margin: 0 .5rem .5rem 0 }
img { height: 20rem; max-width: 40rem; object-fit: cover; object-position: top }
</style><h1>Every page</h1>
"""


def draw(part: str) -> int:
    """How many pages were drawn: those whose address has this part."""
    import django
    from django.test.runner import DiscoverRunner
    from django.test.testcases import LiveServerThread
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return _draw_from(LiveServerThread, part)
    finally:
        runner.teardown_databases(databases)


def _draw_from(server_class, part: str) -> int:
    import pytest
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.db import connections

    from tests.walk import load_walked

    with pytest.MonkeyPatch.context() as monkeypatch:
        stops = [stop for stop in load_walked(monkeypatch) if part in stop.path]
        connections.close_all()
        server = server_class("127.0.0.1", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        try:
            _draw_all(stops, f"http://127.0.0.1:{server.port}")
        finally:
            server.terminate()
    return len(stops)


def _draw_all(stops, url: str) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS, chromium_path

    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    sheets = [HEAD]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        pages: dict = {}
        for number, stop in enumerate(stops, 1):
            sheets.append(f"<h2>{html.escape(f'{number}. {stop.name}: {stop}')}</h2>")
            for short, language in LANGUAGES.items():
                key = stop.login, language
                pages[key] = pages.get(key) or _window(browser, url, *key)
                for file in _draw_page(pages[key], stop.path, f"{number:03}-{stop.name}-{short}"):
                    sheets.append(_figure(file))
        browser.close()
    (FOLDER / "index.html").write_text("\n".join(sheets), encoding="utf-8")


def _window(browser, url: str, login: str | None, language: str):
    """A page of a window of this person's in this language."""
    from tests.browser import SCREEN, _session_cookie

    context = browser.new_context(base_url=url, reduced_motion="reduce", **SCREEN)
    cookies = [{"name": "django_language", "value": language, "url": url}]
    context.add_cookies(cookies + ([_session_cookie(login, url)] if login else []))
    return context.new_page()


def _draw_page(page, path: str, name: str) -> list[str]:
    """The files of one page: a picture for each width, and its first printed sheets."""
    page.goto(path)
    files = []
    for width, size in WINDOWS.items():
        page.set_viewport_size(size)
        files.append(f"{name}-{width}.png")
        page.screenshot(path=FOLDER / files[-1], full_page=True)
    paper = FOLDER / f"{name}-print.pdf"
    page.pdf(path=paper, **SHEET)
    return files + _sheets(paper)


def _sheets(paper: Path) -> list[str]:
    """The first two sheets as pictures, where pdftoppm is installed; else the paper itself."""
    if not shutil.which("pdftoppm"):
        return [paper.name]
    draw_sheets = ["pdftoppm", "-png", "-r", "60", "-l", "2", paper, paper.with_suffix("")]
    subprocess.run(draw_sheets, check=True)
    return sorted(sheet.name for sheet in FOLDER.glob(f"{paper.stem}-*.png"))


def _figure(file: str) -> str:
    return f'<figure><a href="{file}"><img src="{file}" alt="{file}" loading="lazy"></a></figure>'


if __name__ == "__main__":
    drawn = draw(" ".join(sys.argv[1:]))
    print(f"{drawn} pages are drawn; look at {FOLDER / 'index.html'}")
