"""A record served to a real Chromium: the demo, a long article with many statements, and one in which every field is hostile."""

import os
import shutil
import subprocess
import sys
from importlib import resources

import pytest
from web.evil import evil

import sayso
from browser.made_long import long_article

SERVE = """
import sys
from sayso.web.server import serve
serve(sys.argv[1], port=0, started=lambda address: print(address, flush=True))
"""
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


def chromium():
    """Where Chromium is; a machine that tests every change must have it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and os.environ.get("CI"):
        pytest.fail("no Chromium to test pages with; apt-get install chromium")
    if found is None:
        pytest.skip("no Chromium on this machine; apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    path = tmp_path_factory.mktemp("browser") / "demo.db"
    with resources.as_file(resources.files("sayso.data") / "demo.jsonl") as corpus, sayso.open(path) as record:
        record.add([*sayso.read(corpus), long_article(), evil()])
        record.link()
    return path


@pytest.fixture(scope="session")
def address(record):
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(record)], stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip().rstrip("/")
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture(scope="session")
def browser():
    executable = chromium()
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; pip install 'sayso[test]'")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, address, request):
    """A page of desktop width, or as the test's `look` says; it fails the test that makes it complain or ask elsewhere."""
    look = dict(getattr(request, "param", {}))
    width, height = WIDTHS[look.pop("width", "desktop")]
    context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, **look)
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") and "404" not in m.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda r: wrong.append(f"asked for {r.url}") if not r.url.startswith(address) else None)
    yield page
    context.close()
    assert wrong == []
