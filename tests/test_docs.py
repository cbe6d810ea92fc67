"""What the documents say can be typed, can be typed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ARTICLE

from tests import seeds

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "start.md"]


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLE)
    (tmp_path / "article.txt").write_text(ARTICLE)
    (tmp_path / "wire.jsonl").write_text(
        json.dumps({"text": "The clerk said the safety margin was thin.", "published": "2026-04-01"})
    )
    (tmp_path / "crawl.warc.gz").write_bytes(seeds.warc(packed=True))
    return tmp_path


@pytest.fixture
def web(site):
    """The addresses that the pages name, on this machine."""
    link = f"<link>{site.base}/2026/gate</link>"
    site.pages["/2026/gate"] = seeds.html().decode()
    site.pages["/feed"] = site.pages["/rss"] = (
        f"<rss version='2.0'><channel><item><title>Gate</title>{link}</item></channel></rss>"
    )
    return site.base


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_commands_work(page, desk, web):
    commands = [line[2:] for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ sayso")]
    assert commands
    for command in commands:
        words = command.replace("sayso", f"{sys.executable} -m sayso", 1)
        if "https://" in words:
            words = re.sub(r"https://\w+\.example", web, words.partition("#")[0]) + " --allow-private"
        endless = next(
            (told for verb, told in {"watch": b"0 failed", "serve": b"http://"}.items() if f"sayso {verb}" in command), None
        )
        if endless is not None:
            words = f"timeout -s INT 10 {words}".replace(" serve", " serve --port 0")
            ended = subprocess.run(["bash", "-c", words], cwd=desk, capture_output=True, check=False)
            assert endless in ended.stdout, (command, ended.stderr)
            continue
        done = subprocess.run(["bash", "-c", words], cwd=desk, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
        assert done.stdout or ">" in command or re.match("No (statement|claim|event)", done.stderr)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_python_works(page, desk):
    for code in blocks(page, "python"):
        done = subprocess.run([sys.executable, "-c", code], cwd=desk, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "Ida Brom" in done.stdout


def test_the_decisions_and_pages_that_are_named_exist():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_the_changelog_names_this_version():
    import sayso

    text = (ROOT / "CHANGELOG.md").read_text()
    assert "## Unreleased" in text or f"## {sayso.__version__}" in text
