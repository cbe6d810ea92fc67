"""The verbs of linking: what they print, in which forms, and how they end."""

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from made import MADE
from told import ASKED, ASKED_TOO, article, news

from sayso.cli import cli
from sayso.linking import linking
from sayso.store import Record

CODEBOOK = Path(__file__).parents[2] / "examples" / "codebook.toml"


DAM = (
    "that Karvelia would build the Skarn dam four metres higher",
    "that his country would accept no increase in the height of the dam",
    "that the soup at the inn was cold",
)


@pytest.fixture(scope="module")
def linked_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("linked") / "news.db"
    with Record(path, linking=linking) as record:
        told = [article(10 + n, "Halyard", ("Marta Drozen", "said", words)) for n, words in enumerate(DAM)]
        record.add([*news(), *told])
        record.link()
    return path


@pytest.fixture
def linked(tmp_path, linked_file):
    path = tmp_path / "news.db"
    path.write_bytes(linked_file.read_bytes())
    return path


@pytest.fixture
def unlinked(tmp_path):
    path = tmp_path / "unlinked.db"
    with Record(path) as record:
        record.add(MADE)
    return path


def run(db, *words):
    return CliRunner().invoke(cli, [*map(str, words), "--db", str(db)])


def rows(db, *words):
    """The rows that a verb prints, the same as JSON lines and as CSV."""
    done = run(db, *words, "--format", "jsonl")
    assert done.exit_code == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    table = list(csv.DictReader(io.StringIO(run(db, *words, "--format", "csv").stdout)))
    assert len(table) == len(found)
    for row, own in zip(table, found, strict=True):
        told = {k: json.dumps(v) if isinstance(v, list) else "" if v is None else str(v) for k, v in own.items()}
        assert row == told
    return found


def test_link_says_how_many_and_the_second_time_none(unlinked):
    done = run(unlinked, "link")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"3 documents linked; {unlinked} holds 0 claims, 0 reprints\n"
    assert run(unlinked, "link").stdout.startswith("0 documents linked")


def test_link_that_is_stopped_says_how_to_go_on(unlinked, monkeypatch):
    def stopped(links):
        yield next(linking(links))
        raise KeyboardInterrupt

    monkeypatch.setattr("sayso.pipeline.linking", stopped)
    done = run(unlinked, "link")
    assert done.exit_code == 1
    assert done.stderr == "sayso: stopped; run the same command again to go on from here\n"
    monkeypatch.undo()
    assert run(unlinked, "link").stdout.startswith("2 documents linked")


def test_a_process_that_is_killed_leaves_a_sound_record_and_the_next_goes_on(tmp_path):
    path = tmp_path / "many.db"
    reports = [article(1 + n % 28, f"Paper {n}", ("Benet Orsolo", "said", ASKED), before=f"Rain {n}.") for n in range(60)]
    with Record(path) as record:
        record.add(reports)
        process = subprocess.Popen([sys.executable, "-m", "sayso", "link", "--db", path], stdout=subprocess.DEVNULL)
        while process.poll() is None and not record.status()["linked"]:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = int(record.status()["linked"])
        assert 0 < done < 60
        assert all(not check.wrong for check in record.verify())
    assert run(path, "link").stdout.startswith(f"{60 - done} documents linked; {path} holds 1 claims")
    with Record(path) as record:
        assert record.claims()[0].statements == 60


def test_claims_as_table_json_lines_and_csv(linked):
    done = run(linked, "claims")
    assert (done.exit_code, done.stderr) == (0, "")
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["ID", "FIRST", "SOURCES", "DENIED", "OUTLETS", "CLAIM"]
    found = rows(linked, "claims")
    assert [row["id"][:8] for row in found] == [line[:8] for line in lines if line[:1].strip()]
    assert found[1]["outlets"] == ["Halyard", "Lamplighter"]
    assert sum("not so: " in line for line in lines) == sum(row["denied"] for row in found) == 1
    assert "\x1b" not in done.stdout


def test_claims_are_asked_for(linked):
    every = {row["id"] for row in rows(linked, "claims")}
    contested = rows(linked, "claims", "--contested")
    assert 0 < len(contested) < len(every)
    assert all(row["denials"] for row in contested)
    assert len(rows(linked, "claims", "--limit", 2)) == 2
    assert {row["first"] for row in rows(linked, "claims", "--first-seen", "2026-04-07")} == {"2026-04-07", "2026-04-08"}
    (asked,) = rows(linked, "claims", "--about", "Karvelia")
    assert asked in rows(linked, "claims", "--speaker", "Drozen")
    assert asked not in rows(linked, "claims", "--speaker", "Šebelin")
    none = run(linked, "claims", "giraffe")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No claim found.\n")


def test_a_phrase_in_one_shell_word_is_a_phrase(linked):
    assert rows(linked, "claims", "second key")
    assert rows(linked, "claims", "key second") == []
    assert rows(linked, "claims", "key", "second")


def test_claim_tells_all_that_is_known(linked):
    documents = news()
    done = run(linked, "claim", documents[1].statements[0].id[:8])
    assert (done.exit_code, done.stderr) == (0, "")
    for part in (
        "first seen 2026-04-01; 2 statements in 2 articles, 2 speakers with a name; 1 against it",
        "said by",
        "2026-04-02  Marta Drozen, in Lamplighter",
        "denied by",
        "Radka Šebelin: that Karvelia had not asked Aldesca",
        "seems to hold the contrary",
        ASKED_TOO,
    ):
        assert part in " ".join(done.stdout.split("\n  ")).replace("\n", " ") or part in done.stdout
    quoted = run(linked, "claim", documents[3].statements[0].id).stdout
    assert "wording changed" in quoted
    assert "Courier 2026-04-05: “open” for “shut”" in quoted


def test_claim_as_json_is_what_python_gives(linked):
    first = rows(linked, "claims")[1]
    told = json.loads(run(linked, "claim", first["id"][:10], "--json").stdout)
    assert told["row"] == first
    assert len(told["statements"]) == first["statements"] == 2
    assert len(told["independent"]) == first["sources"] == 2
    assert json.loads(run(linked, "claim", told["statements"][-1]["id"], "--json").stdout) == told


def test_stories_bring_the_articles_of_one_event_together(linked):
    done = run(linked, "stories", "--until", "2026-04-02")
    assert (done.exit_code, done.stderr) == (0, "")
    (story,) = rows(linked, "stories", "--until", "2026-04-02")
    assert (story["first"], story["last"], story["outlets"]) == ("2026-04-01", "2026-04-02", ["Halyard", "Lamplighter"])
    assert story["documents"] == [document.id for document in news()[:2]]
    assert story["documents"][0][:8] in done.stdout
    none = run(linked, "stories", "--since", "2027")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No event of which two articles tell.\n")
    assert run(linked, "stories", "--since", "spring").exit_code == 2


def test_positions_of_a_speaker(linked):
    done = run(linked, "positions", "Šebelin", "overfilled")
    assert (done.exit_code, done.stderr) == (0, "")
    head, *lines = done.stdout.splitlines()
    assert head.split()[:3] == ["DAY", "SPEAKER", "ACT"]
    first, second = (line for line in lines if line[:1].strip())
    assert first.startswith("2026-04-07  Radka Šebelin  state")
    assert "2026-04-07 " in second.removeprefix("2026-04-08  Radka Šebelin  deny")
    found = rows(linked, "positions", "Šebelin", "overfilled")
    assert [row["turns_from"] for row in found] == [None, found[0]["id"]]
    none = run(linked, "positions", "Šebelin", "giraffe")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No statement found.\n")


def test_positions_by_the_concepts_of_a_codebook_are_proposals(linked):
    done = run(linked, "positions", "Drozen", "--codebook", CODEBOOK)
    assert done.exit_code == 0
    assert done.stderr == "concept and agreement are proposals: read both statements before you say that someone turned\n"
    assert done.stdout.startswith("CONCEPT")
    found = rows(linked, "positions", "Drozen", "--codebook", CODEBOOK)
    higher, lower = (row for row in found if row["concept"] == "raise the dam")
    assert (higher["content"], higher["agreement"], higher["turns_from"]) == (DAM[0], True, None)
    assert (lower["content"], lower["agreement"], lower["turns_from"]) == (DAM[1], False, higher["id"])
    assert lower["reason"].startswith("agreed before, held against it now (0.")
    assert not any(row["content"] == DAM[2] for row in found)


def test_code_proposes_and_says_how_good_that_is(linked):
    done = run(linked, "code", CODEBOOK)
    assert done.exit_code == 0
    assert done.stderr.startswith("proposed from a score of 0.")
    assert "raise the dam 0." in done.stderr
    found = rows(linked, "code", CODEBOOK)
    assert [(row["concept"], -row["score"]) for row in found] == sorted((row["concept"], -row["score"]) for row in found)
    assert {row["content"]: row["agreement"] for row in found if row["concept"] == "raise the dam"}.items() >= {
        (DAM[0], True),
        (DAM[1], False),
    }
    assert rows(linked, "code", CODEBOOK, "--limit", 1) == found[:1]


def test_a_coders_decision_is_written_down_and_learned_from(linked, tmp_path):
    book = tmp_path / "book.toml"
    book.write_bytes(CODEBOOK.read_bytes())
    first = rows(linked, "code", book)[0]
    done = run(linked, "code", book, "--reject", first["id"], first["concept"], "--by", "RT")
    assert (done.exit_code, done.stdout) == (0, f"{book}: learned\n")
    assert 'by = "RT"' in book.read_text().removeprefix(CODEBOOK.read_text())
    assert (first["id"], first["concept"]) not in {(row["id"], row["concept"]) for row in rows(linked, "code", book)}
    for flag in ("--accept", "--against"):
        assert run(linked, "code", book, flag, first["id"], first["concept"]).exit_code == 0


@pytest.mark.parametrize("words", [("claims",), ("stories",), ("positions", "Šebelin")])
def test_a_record_that_is_not_linked_says_so_and_answers(unlinked, words):
    done = run(unlinked, *words)
    assert done.exit_code == 0
    assert done.stderr.startswith(f"3 documents are not linked yet: sayso link --db {unlinked}\n")
    run(unlinked, "link")
    assert "not linked" not in run(unlinked, *words).stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("claim", "zz"), 2, "no statement has the id 'zz'"),
        (("claims", "--first-seen", "spring"), 2, "first_seen: wanted a date"),
        (("claims", "?!"), 2, "no word to look for"),
        (("claims", "--speaker", " "), 2, "speaker: wanted an entity's id or name"),
        (("positions", " "), 2, "speaker: wanted an entity's id or name"),
        (("code", "missing.toml"), 1, "missing.toml"),
        (("code", CODEBOOK, "--accept", "a", "b", "--reject", "a", "b"), 2, "one decision at a time"),
        (("code", CODEBOOK, "--accept", "zz", "raise the dam"), 2, "no document and no statement has the id 'zz'"),
        (("positions", "Šebelin", "--codebook", "missing.toml"), 1, "missing.toml"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(unlinked, words, code, message):
    done = run(unlinked, *words)
    line = done.stderr.splitlines()[-1]
    assert (done.exit_code, done.stdout) == (code, "")
    assert line.startswith("sayso: ")
    assert message in line


@pytest.mark.parametrize(
    "words", [("claims", "--limit", 0), ("claims", "--format", "xml"), ("claim",), ("positions",), ("code",)]
)
def test_what_is_typed_wrongly_is_an_error_of_usage(unlinked, words):
    done = run(unlinked, *words)
    assert done.exit_code == 2
    assert "Usage: " in done.stderr


@pytest.mark.parametrize("words", [("link",), ("claims",), ("claim", "a"), ("positions", "a"), ("code", CODEBOOK)])
def test_a_record_that_is_not_there_is_not_made(tmp_path, words):
    done = run(tmp_path / "none.db", *words)
    assert done.exit_code == 1
    assert "no such record" in done.stderr
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[concept", "no TOML"),
        ("", "concept"),
        ("[[concept]]\nname = 3", "name"),
        ('[[concept]]\nname = "a"\ndescription = "b"\nexamples = [{ agreement = true }]', "text"),
        ("\x00", "no TOML"),
    ],
)
def test_a_codebook_that_cannot_be_read_says_what_is_wrong(unlinked, tmp_path, text, message):
    book = tmp_path / "bad.toml"
    book.write_text(text)
    done = run(unlinked, "code", book)
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert str(book) in line
    assert message in line


def test_what_a_terminal_would_obey_is_made_visible(tmp_path):
    hostile = "that the second key\x1b[2J to the dam\x07 was asked for"
    path = tmp_path / "r.db"
    with Record(path, linking=linking) as record:
        reports = [article(n, f"Paper\x1b]0;x {n}", ("Benet Orsolo", "said", hostile), before=f"Rain {n}.") for n in (1, 2)]
        record.add(reports)
        record.link()
        id = reports[0].statements[0].id
    for words in (("claims",), ("claim", id), ("positions", "Benet Orsolo")):
        done = run(path, *words)
        assert done.exit_code == 0
        assert "second key" in done.stdout
        assert not {"\x1b", "\x07"} & set(done.stdout)
