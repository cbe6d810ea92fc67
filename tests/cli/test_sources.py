"""What a person hands in: addresses, feeds that are watched, what failed and is tried again; and how long work behaves."""

import json
import os
import signal
import subprocess
import sys
import time

from test_cli import lines, sayso

PAGE = (
    "<!doctype html><html lang='en'><head><title>{title}</title><meta property='og:site_name' content='Halyard'></head><body>"
    "<article><h1>{title}</h1><p>“The gate stays shut,” Ida Brom, who keeps the keys of the lower dam, said on Monday.</p>"
    "<p>The mayor of Zdrana denied that anybody had asked him about {title}, and promised an answer to all who came.</p>"
    "</article></body></html>"
)
FEED = "<?xml version='1.0'?><rss version='2.0'><channel><title>Halyard</title><link>{base}/</link>{items}</channel></rss>"
ITEM = "<item><title>{n}</title><link>{base}/{n}.html</link><pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate></item>"


def feed(site, *numbers):
    return FEED.format(base=site.base, items="".join(ITEM.format(n=n, base=site.base) for n in numbers))


def test_the_same_article_at_two_addresses_is_one_document_with_two_appearances(tmp_path, site):
    site.pages["/1.html"] = site.pages["/copy.html"] = PAGE.format(title="Gate Shut")
    done = sayso("add", f"{site.base}/1.html", f"{site.base}/copy.html", "--allow-private", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("1 stored, 1 already known, 0 failed")
    assert json.loads(sayso("status", "--json", cwd=tmp_path).stdout)["appearances_elsewhere"] == 1
    row = json.loads(sayso("find", "--format", "jsonl", cwd=tmp_path).stdout.splitlines()[0])
    told = sayso("show", row["document"], cwd=tmp_path).stdout.decode()
    assert f"also in Halyard at {site.base}/copy.html" in " ".join(told.split())


def test_private_addresses_are_refused_without_the_flag(tmp_path, site):
    done = sayso("add", f"{site.base}/1.html", cwd=tmp_path)
    assert done.returncode == 1
    assert "--allow-private" in lines(done.stderr)[0]
    assert site.requests == []


def test_what_failed_is_tried_again_and_only_that_which_still_fails_stays(tmp_path, site):
    (tmp_path / "a.jsonl").write_text('{"text": "The clerk said no."}\n{\n')
    (tmp_path / "b.txt").write_bytes(b"\xff")
    sayso("add", "a.jsonl", "b.txt", "none.txt", f"{site.base}/1.html", "--allow-private", cwd=tmp_path)
    assert json.loads(sayso("status", "--json", cwd=tmp_path).stdout)["failures"] == 4
    (tmp_path / "a.jsonl").write_text('{"text": "The clerk said no."}\n{"text": "The clerk said yes."}\n')
    site.pages["/1.html"] = PAGE.format(title="Gate Shut")
    done = sayso("failures", "--retry", "--allow-private", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().startswith("2 stored, 1 already known, 2 failed")
    left = sayso("failures", cwd=tmp_path).stdout.decode()
    assert "b.txt" in left
    assert "none.txt" in left
    assert "a.jsonl" not in left
    assert "1.html" not in left


def test_what_came_by_standard_input_cannot_be_tried_again_and_that_is_said(tmp_path):
    sayso("add", "-", stdin=b"\xff", cwd=tmp_path)
    done = sayso("failures", "--retry", cwd=tmp_path)
    assert lines(done.stderr)[0] == "not tried again, for where it came from is gone: 1"
    assert json.loads(sayso("status", "--json", cwd=tmp_path).stdout)["failures"] == 1


def test_a_file_that_is_mended_and_added_again_is_no_failure_any_more(tmp_path):
    (tmp_path / "b.txt").write_bytes(b"\xff")
    sayso("add", ".", cwd=tmp_path)
    (tmp_path / "b.txt").write_text("The clerk said no.")
    assert sayso("add", ".", cwd=tmp_path).returncode == 0
    assert lines(sayso("failures", cwd=tmp_path).stderr) == ["No failures."]


def test_a_feed_is_watched_and_what_is_new_is_added(tmp_path, site):
    site.pages |= {"/feed": feed(site, 1), "/1.html": PAGE.format(title="One"), "/2.html": PAGE.format(title="Two")}
    watching = subprocess.Popen(
        [sys.executable, "-m", "sayso", "watch", f"{site.base}/feed", "--allow-private", "--every", "1", "--jobs", "1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    first = watching.stdout.readline().decode()
    assert "1 stored, 0 already known, 0 failed" in first
    os.kill(watching.pid, signal.SIGINT)
    _, complaints = watching.communicate(timeout=30)
    assert watching.returncode == 1
    assert complaints.decode().strip().endswith("stopped; run the same command again to go on from here")
    site.pages["/feed"] = feed(site, 1, 2)
    again = sayso("add", f"{site.base}/feed", "--allow-private", cwd=tmp_path)
    assert again.stdout.decode().startswith("1 stored, 1 already known, 0 failed")
    assert sum(path == "/1.html" for path, _ in site.requests) == 1


def test_watch_wants_addresses(tmp_path):
    done = sayso("watch", "feed.xml", cwd=tmp_path)
    assert done.returncode == 2
    assert "wanted the address of a feed" in done.stderr.decode()


def test_at_ctrl_c_the_document_in_hand_is_finished_and_one_is_told_how_to_go_on(tmp_path):
    text = "The clerk said that gate {n} was shut, and the mayor denied it.\n\n" * 60
    rows = (json.dumps({"text": text.replace("{n}", str(n))}) + "\n" for n in range(400))
    (tmp_path / "a.jsonl").write_text("".join(rows))
    words = [sys.executable, "-m", "sayso", "add", "a.jsonl", "--jobs", "1"]
    adding = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(4)
    adding.send_signal(signal.SIGINT)
    out, complaints = adding.communicate(timeout=30)
    assert adding.returncode == 1
    told = complaints.decode()
    assert "stopping when the document in hand is done; Ctrl-C again stops at once" in told
    assert told.strip().endswith("stopped; run the same command again to go on from here")
    stored = int(out.decode().split()[0])
    assert stored > 0
    assert json.loads(sayso("status", "--json", cwd=tmp_path).stdout)["documents"] == stored


def test_what_is_not_english_is_kept_with_its_language_and_not_annotated(tmp_path):
    german = "Die Ministerin sagte am Montag, das Tor bleibe geschlossen, und niemand habe sie gefragt. "
    (tmp_path / "a.txt").write_text(german * 4)
    sayso("add", "a.txt", cwd=tmp_path)
    status = json.loads(sayso("status", "--json", cwd=tmp_path).stdout)
    assert (status["documents"], status["not_annotated"], status["statements"]) == (1, 1, 0)
    (row,) = lines(sayso("extract", "a.txt", cwd=tmp_path).stdout)
    assert json.loads(row)["language"] == "de"
    assert "extractor" not in json.loads(row)
