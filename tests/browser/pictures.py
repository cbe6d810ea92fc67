"""The pictures of the pages in docs/, from the demo: python tests/browser/pictures.py (wants Chromium and playwright)."""

import shutil
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

import sayso

DOCS = Path(__file__).parents[2] / "docs"
SERVE = """
import sys
from sayso.web.server import serve
serve(sys.argv[1], port=0, started=lambda address: print(address, flush=True))
"""
WIDTH, HEIGHT = 1160, 760


def main() -> None:
    """Write docs/web-article.png, docs/web-search.png and their like in the dark and on a phone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        with resources.as_file(resources.files("sayso.data") / "demo.jsonl") as corpus, sayso.open(path) as record:
            record.add(sayso.read(corpus))
            record.link()
            claim = record.claims(limit=1)[0].id
            article = record.document("halyard-0407")
        server = subprocess.Popen([sys.executable, "-c", SERVE, str(path)], stdout=subprocess.PIPE, text=True)
        try:
            take(server.stdout.readline().strip().rstrip("/"), article.id, claim)
        finally:
            server.terminate()
            server.communicate()


def take(address: str, article: str, claim: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, look, path, steps in (
            ("article", {}, f"/document/{article}", 4),
            ("search", {}, "/statements?words=dam", 0),
            ("claim", {}, f"/claim/{claim}", 0),
            ("dark", {"color_scheme": "dark"}, f"/document/{article}", 7),
            ("phone", {"viewport": {"width": 390, "height": 780}}, f"/document/{article}", 4),
        ):
            page = browser.new_page(**{"viewport": {"width": WIDTH, "height": HEIGHT}, "reduced_motion": "reduce", **look})
            page.goto(address + path)
            for _ in range(steps):
                page.keyboard.press("j")
            page.wait_for_timeout(400)
            page.screenshot(path=DOCS / f"web-{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
