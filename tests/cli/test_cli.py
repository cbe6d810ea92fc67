"""What a person types, and what comes back: output, errors of one line, exit codes."""

import csv
import io
import json
import subprocess
import sys
import time

import click
import jsonschema
import pytest
from conftest import ARTICLE
from made import DENIAL, MADE, REFUSAL, WARNING, Hand

from sayso.cli import cli
from sayso.network import SHIPPED
from sayso.records import ACTS, Entity, json_line, to_json
from sayso.store import Record

COMMANDS = sorted(cli.commands)


def sayso(*words, stdin=None, cwd=None, env=None):
    return subprocess.run(
        [sys.executable, "-m", "sayso", *map(str, words)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=env,
        check=False,
        timeout=120,
    )


def lines(data):
    return data.decode().strip().splitlines()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with an article and a record that holds it."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.jsonl").write_text(
        json.dumps({"id": "w1", "text": "“No,” the clerk said.", "outlet": "Halyard", "published": "2026-04-03"}) + "\n{\n"
    )
    done = sayso("add", "a.txt", "b.jsonl", cwd=folder)
    assert done.returncode == 1
    return folder


def test_add_says_what_became_of_everything(kept):
    again = sayso("add", "a.txt", "b.jsonl", cwd=kept)
    assert again.returncode == 1
    assert again.stdout.decode().startswith("0 stored, 2 already known, 1 failed; sayso.db holds ")
    assert (
        lines(again.stderr)[0]
        == "sayso: b.jsonl:2: not JSON at column 2 (Expecting property name enclosed in double quotes); wanted one object a line"
    )
    assert sayso("add", "a.txt", cwd=kept).returncode == 0


def test_extract_prints_what_the_schema_says(kept):
    done = sayso("extract", "a.txt", "b.jsonl", cwd=kept)
    assert done.returncode == 1
    schema = json.loads(sayso("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    rows = [json.loads(line) for line in lines(done.stdout)]
    for row in rows:
        jsonschema.validate(row, schema)
    assert rows[0]["text"] == ARTICLE
    assert rows[1]["id"] == "w1"
    assert rows[1]["statements"]


def test_extract_reads_standard_input_and_hostile_text(kept):
    row = {"id": "x", "text": "\ud83d “No,” the clerk said.\x00\x1b[2J"}
    done = sayso("extract", "-", stdin=(json.dumps(row)).encode(), cwd=kept)
    assert done.returncode == 0
    assert json.loads(done.stdout)["text"] == row["text"]
    assert b"\x1b" not in done.stdout


def test_two_processes_print_what_one_prints(kept):
    one, two = (sayso("extract", "a.txt", "b.jsonl", "--jobs", n, cwd=kept) for n in (1, 2))
    assert two.stdout == one.stdout
    assert (one.returncode, two.returncode) == (1, 1)
    assert lines(two.stderr)[0] == lines(one.stderr)[0]


def test_only_sure_statements_when_asked(kept):
    every = json.loads(sayso("extract", "a.txt", cwd=kept).stdout)["statements"]
    most = max(s["confidence"] for s in every)
    sure = json.loads(sayso("extract", "a.txt", "--min-confidence", most, cwd=kept).stdout)["statements"]
    assert sure == [s for s in every if s["confidence"] == most] != every


def test_another_model_is_a_folder_and_a_wrong_one_says_what_was_wanted(kept):
    own = sayso("extract", "a.txt", "--model", SHIPPED, cwd=kept)
    assert own.stdout == sayso("extract", "a.txt", cwd=kept).stdout
    for words in (("extract", "a.txt"), ("add", "a.txt", "--db", "other.db")):
        wrong = sayso(*words, "--model", "huge", cwd=kept)
        assert wrong.returncode == 1
        assert lines(wrong.stderr) == ["sayso: huge: no such model; wanted small or a folder of weights"]


def test_find_as_table_json_lines_and_csv(kept):
    assert "denied" in sayso("find", "deny", cwd=kept).stdout.decode()
    rows = [json.loads(line) for line in lines(sayso("find", "--format", "jsonl", cwd=kept).stdout)]
    assert rows[0]["outlet"] == "Halyard"
    table = list(csv.DictReader(io.StringIO(sayso("find", "--format", "csv", "--kind", "direct", cwd=kept).stdout.decode())))
    assert {row["kind"] for row in table} == {"direct"}
    assert [json.loads(row["content_spans"]) for row in table] == [
        row["content_spans"] for row in rows if row["kind"] == "direct"
    ]
    assert sayso("find", "giraffe", cwd=kept).stdout == b""


def test_a_phrase_in_one_shell_word_is_a_phrase(kept):
    assert b"said" in sayso("find", "sea gate", cwd=kept).stdout
    assert sayso("find", "gate sea", cwd=kept).stdout == b""
    assert b"said" in sayso("find", "gate", "sea", cwd=kept).stdout


def test_show_marks_a_file_a_document_and_a_statement_without_colour(kept):
    text = sayso("show", "a.txt", cwd=kept).stdout.decode()
    assert "\x1b" not in text
    assert "{Warden Ida Brom}" in text
    assert "<told>" in text
    assert "[“Nobody opens it while I hold the key,”]" in text
    rows = [json.loads(line) for line in lines(sayso("find", "key", "--format", "jsonl", cwd=kept).stdout)]
    assert sayso("show", rows[0]["document"][:10], cwd=kept).stdout.decode() == text
    one = sayso("show", rows[0]["id"], cwd=kept).stdout.decode()
    assert len(one) < len(text)
    assert rows[0]["cue"] in one


@pytest.fixture
def made(tmp_path):
    """A folder with a record of documents that were annotated by hand."""
    with Record(tmp_path / "sayso.db") as record:
        record.add(MADE)
    return tmp_path


def test_the_wire_form_with_speakers_acts_and_times_is_what_the_schema_says():
    schema = json.loads(sayso("schema").stdout)
    for document in MADE:
        jsonschema.validate(json.loads(json_line(to_json(document))), schema)
    row = to_json(DENIAL)
    assert {name for part in schema["$defs"].values() for name in part.get("properties", {})} >= set(row["statements"][0])
    assert schema["$defs"]["statement"]["properties"]["act"]["enum"] == list(ACTS)
    row["statements"][0]["act"] = "shout"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, schema)


def test_find_by_speaker_act_denial_and_day(made):
    def cues(*words):
        return [json.loads(line)["cue"] for line in lines(sayso("find", *words, "--format", "jsonl", cwd=made).stdout)]

    assert cues("--speaker", "radka sebelin") == ["denied", "told"]
    assert cues("--speaker", "Orsolo", "--denied") == ["refused to say"]
    assert cues("--about", "Karvelia", "--act", "deny") == ["denied"]
    assert cues("--since", "2026-04-07", "--until", "2026-04-07") == ["warned", "denied"]
    rows = list(csv.DictReader(io.StringIO(sayso("find", "--act", "deny", "--format", "csv", cwd=made).stdout.decode())))
    assert [(row["speaker"], row["said_on"], json.loads(row["about_ids"])) for row in rows] == [
        ("Radka Šebelin", "2026-04-07", ["Q902", "ourelle"])
    ]


def test_the_table_shows_who_speaks_what_it_does_and_when(made):
    table = [" ".join(line.split()) for line in lines(sayso("find", cwd=made).stdout)]
    assert any(line.startswith("2026-04-07 Radka Šebelin denied that Karvelia would flood Ourelle deny") for line in table)
    assert "Halyard “Foreign Minister Radka Šebelin” indirect" in table
    assert any(line.startswith("(2026-04-08) Radka Šebelin told") and "claim, hedged" in line for line in table)
    assert any(line.startswith("since 2026-03 Benet A. Orsolo warned") for line in table)
    assert any(
        line.startswith("by 2025-01-03 Benet Orsolo refused to say whether a bed was free other, denies") for line in table
    )


def test_show_says_of_each_statement_what_is_known_and_nothing_else(made):
    sayso("entities", "--merge", "Benet A. Orsolo", "benet-orsolo", cwd=made)
    text = " ".join(sayso("show", DENIAL.id, cwd=made).stdout.decode().split())
    assert "Radka Šebelin · deny · about Karvelia, Ourelle · said 2026-04-07" in text
    assert "Radka Šebelin · claim, hedged · to reporters · about Benet Orsolo · “in Zdrana” · no evidence given" in text
    other = " ".join(sayso("show", WARNING.id, cwd=made).stdout.decode().split())
    assert "Officials · anonymous · state 2 in 1" in other
    assert "Benet Orsolo · warn · said since 2026-03" in other
    assert not any(word in text + other for word in ("unknown", "None", "False"))


def test_entities_as_table_json_lines_and_csv(made):
    table = [" ".join(line.split()) for line in lines(sayso("entities", cwd=made).stdout)]
    assert "Q901 Radka Šebelin person 2 1 Karvelia, Ourelle, Benet Orsolo 2026-04-07" in table
    rows = [json.loads(line) for line in lines(sayso("entities", "orsolo", "--format", "jsonl", cwd=made).stdout)]
    assert [(row["id"], row["statements"], row["acts"]) for row in rows] == [
        ("benet-orsolo", 1, {"other": 1}),
        ("benet-a-orsolo", 1, {"warn": 1}),
    ]
    found = sayso("entities", "--type", "person", "--limit", 1, "--format", "csv", cwd=made).stdout.decode()
    (row,) = csv.DictReader(io.StringIO(found))
    assert (row["name"], json.loads(row["about"])[0], json.loads(row["acts"])) == (
        "Radka Šebelin",
        "Karvelia",
        {"claim": 1, "deny": 1},
    )
    assert sayso("entities", "giraffe", cwd=made).stderr == b"No entity found.\n"


def test_entities_are_merged_split_and_undone(made):
    def said(*words):
        return sayso("entities", *words, cwd=made).stdout.decode().strip()

    merged = "Benet Orsolo (benet-orsolo): now Benet A. Orsolo too; statements: 2, documents: 3"
    assert said("--merge", "Benet A. Orsolo", "benet-orsolo") == merged
    own = f"benet-orsolo@{REFUSAL.id[:8]}"
    assert said("--split", "benet-orsolo", REFUSAL.id[:8]) == (
        f"Benet Orsolo ({own}): now an entity of its own; statements: 1, documents: 1"
    )
    assert said("--undo") == f"undone: split of benet-orsolo as {own}"
    assert said("--undo") == "undone: merge of benet-a-orsolo into benet-orsolo"
    assert sayso("verify", cwd=made).returncode == 0


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["entities", "--merge", "Radka Sebelim", "Q902"], "no entity has the id or the name 'Radka Sebelim'; near it: 'Q901'"),
        (["entities", "--merge", "orsolo", "Q902"], "more than one entity has the name 'orsolo': 'benet-orsolo'"),
        (["entities", "--split", "Q901", REFUSAL.id[:8]], "has no entity 'Q901'; it has 'benet-orsolo'"),
        (["entities", "--undo"], "no merge or split to undo"),
        (["entities", "--undo", "--merge", "a", "b"], "one thing at a time"),
        (["entities", "x", "--undo"], "one thing at a time"),
        (["entities", "--type", "ghost"], "type: wanted one of person"),
        (["find", "--act", "shout"], "act: wanted one of state, claim"),
        (["find", "--speaker", ""], "speaker: wanted an entity's id or name"),
    ],
)
def test_what_cannot_be_meant_of_entities_is_one_line_and_wrong_use(made, words, wanted):
    done = sayso(*words, cwd=made)
    assert done.returncode == 2
    (line,) = lines(done.stderr)
    assert wanted in line


def test_the_help_of_act_names_every_act():
    words = sayso("find", "--help").stdout.decode().replace(",", " ").replace(".", " ").split()
    assert set(ACTS) <= set(words)


def test_no_name_is_obeyed(tmp_path):
    hand = Hand("X said no.")
    evil = "\x1b[2J\u202e [bold]a | b[/bold]"
    entity = Entity(evil, evil, "person", (evil,), role=evil)
    said = hand.statement("X", "said", "no", speaker=(evil,), about=(evil,), act="state")
    with Record(tmp_path / "sayso.db") as record:
        record.add([hand.document(said, entities=[entity])])
    for words in (["find"], ["entities"], ["show", said.id], ["entities", "--merge", evil, evil], ["find", "--speaker", evil]):
        done = sayso(*words, cwd=tmp_path)
        assert not {"\x1b", "\u202e"} & set(done.stdout.decode() + done.stderr.decode())
        assert "[bold]a | b[/bold]" in (done.stdout.decode() + done.stderr.decode()).replace("\n", "")


def test_show_never_obeys_the_text(tmp_path):
    (tmp_path / "a.txt").write_text("\x1b[2JThe clerk\x07 said \u202eno.\n\nMore.")
    shown = sayso("show", "a.txt", cwd=tmp_path).stdout.decode()
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "␛" in shown
    assert "␇" in shown


def test_verify_says_what_it_checked(kept):
    done = sayso("verify", cwd=kept)
    assert done.returncode == 0
    assert all(line.startswith("ok ") for line in lines(done.stdout))
    assert any("hashes of documents" in line for line in lines(done.stdout))


def test_failures_by_reason(kept):
    told = sayso("failures", cwd=kept).stdout.decode()
    assert "1  not JSON at column 2" in told
    assert "b.jsonl:2" in told


def test_status(kept):
    status = json.loads(sayso("status", "--json", cwd=kept).stdout)
    assert (status["documents"], status["failures"]) == (2, 1)
    assert {"entities", "with_speaker", "anonymous"} <= set(status)
    assert "documents      2" in sayso("status", cwd=kept).stdout.decode()


def test_demo_reads_keeps_and_shows(tmp_path):
    done = sayso("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    assert text.startswith("22 stored, 0 already known, 0 failed; sayso-demo.db holds ")
    assert "{Foreign Minister Radka Šebelin}" in text
    assert "sayso find deny --db sayso-demo.db" in text
    assert sayso("verify", "--db", "sayso-demo.db", cwd=tmp_path).returncode == 0
    assert sayso("demo", cwd=tmp_path).stdout.decode().startswith("0 stored, 22 already known")


@pytest.mark.parametrize(
    ("words", "code", "wanted"),
    [
        (["extract", "none.txt"], 1, "none.txt: no such file or folder; check the name"),
        (["extract", "empty"], 1, "empty: a folder with no article in it; sayso add --help names the formats"),
        (["extract", "binary.txt"], 1, "binary.txt: a picture, not text; extract its text first"),
        (["extract", "latin.txt"], 1, "latin.txt: not UTF-8 at byte 3 (0xe9); convert it"),
        (["extract", "blank.txt"], 1, "blank.txt: an empty article"),
        (["extract"], 2, "Missing argument"),
        (["find", "--db", "none.db"], 1, "none.db: no such record; make one with: sayso add"),
        (["find", "?!", "--db", "r.db"], 2, "no word to look for"),
        (["find", "--since", "soon", "--db", "r.db"], 2, "since: wanted a date"),
        (["find", "--kind", "loud", "--db", "r.db"], 2, "'loud' is not one of"),
        (["show", "zz", "--db", "r.db"], 2, "no document and no statement has the id 'zz'"),
        (["show", "zz", "--db", "none.db"], 1, "zz: no such file, and no record at none.db"),
        (["show", "blank.txt"], 1, "blank.txt: an empty article"),
        (["verify", "--db", "blank.txt"], 1, "blank.txt"),
        (["verify", "--db", "latin.txt"], 1, "not a record"),
        (["add", "a.txt", "--db", "none/r.db"], 1, "the folder none does not exist; make it first"),
        (["add", "a.txt", "--db", "postgresql://x/y"], 1, "keeps records in files"),
        (["sing"], 2, "No such command"),
    ],
)
def test_an_error_is_one_line_with_place_and_remedy(tmp_path, words, code, wanted):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("A clerk said no.")
    (tmp_path / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 " * 30)
    (tmp_path / "blank.txt").write_text(" \n")
    sayso("add", "a.txt", "--db", "r.db", cwd=tmp_path)
    done = sayso(*words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert wanted in lines(done.stderr)[-1]
    assert b"Traceback" not in done.stderr


def test_the_record_can_be_named_by_the_environment(tmp_path):
    (tmp_path / "a.txt").write_text("A clerk said no.")
    import os

    done = sayso("add", "a.txt", cwd=tmp_path, env={**os.environ, "SAYSO_DB": "mine.db"})
    assert "mine.db holds" in done.stdout.decode()
    assert (tmp_path / "mine.db").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name):
    command = cli.commands[name]
    assert command.help
    assert command.epilog.startswith("Example: sayso ")
    text = command.get_help(click.Context(command, info_name=name))
    assert "sayso " + name in text
    assert all(p.help for p in command.params if isinstance(p, click.Option) and p.name not in ("form", "help"))
    assert len(command.get_short_help_str(limit=90)) < 60, "fits the list of commands"


def quickest(*command):
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def test_it_starts_quickly():
    bare = quickest(sys.executable, "-c", "pass")
    assert quickest(sys.executable, "-c", "import sayso") - bare < 0.1
    assert quickest(sys.executable, "-m", "sayso", "--help") < 0.15


def test_a_date_given_holds_for_articles_that_tell_none(tmp_path):
    (tmp_path / "a.txt").write_text("The gate stays shut, Ines Corvo said on Tuesday.\n")
    document = json.loads(sayso("extract", "a.txt", "--published", "2026-04-10", cwd=tmp_path).stdout)
    (statement,) = document["statements"]
    assert document["published"] == "2026-04-10"
    assert statement["said_on"]["start"] == statement["said_on"]["end"] == "2026-04-07"
    wrong = sayso("extract", "a.txt", "--published", "2026-13", cwd=tmp_path)
    assert wrong.returncode == 2
    assert b"month must be in 1..12" in wrong.stderr


def test_a_list_of_ones_own_names_who_speaks(tmp_path):
    (tmp_path / "a.txt").write_text("The gate stays shut, Ines Corvo said on Tuesday.\n")
    (tmp_path / "own.csv").write_text("name,id\nInes Corvo,Q999\n")
    (tmp_path / "bad.csv").write_text("name,type\nInes Corvo,wizard\n")
    document = json.loads(sayso("extract", "a.txt", "--entities", "own.csv", cwd=tmp_path).stdout)
    assert document["statements"][0]["speaker"] == ["Q999"]
    bad = sayso("extract", "a.txt", "--entities", "bad.csv", cwd=tmp_path)
    assert bad.returncode == 1
    assert b"bad.csv, line 2" in bad.stderr
