"""sayso serve: a record opened in a browser, until one is asked to stop."""

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from made import MADE

from sayso.cli import cli
from sayso.store import Record


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "news.db"
    with Record(path) as record:
        record.add(MADE)
    return path


@contextmanager
def serving(db):
    """The process that serves at a port that was free, and the line it prints."""
    words = [sys.executable, "-m", "sayso", "serve", "--port", "0", "--db", db]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def test_a_record_is_opened_in_a_browser_until_it_is_interrupted(db):
    with serving(db) as (process, line):
        address, told = line.split(" ", 1)
        assert address.startswith("http://127.0.0.1:")
        assert told == "(stop with Ctrl-C)\n"
        with urlopen(address, timeout=20) as answer:  # noqa: S310 - http, as asserted
            page = answer.read().decode()
        assert answer.status == 200
        assert "Radka Šebelin" in page
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=20)
        assert (process.returncode, out, errors) == (0, "", "")


def test_it_is_stopped_quietly_in_the_instant_after_it_told_its_address(db):
    with serving(db) as (process, _):
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=20)
    assert (process.returncode, out, errors) == (0, "", "")


def test_a_port_that_is_taken_and_a_record_that_is_not_there_are_one_line(db, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = CliRunner().invoke(cli, ["serve", "--port", str(port), "--db", str(db)])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"sayso: cannot serve at 127.0.0.1 port {port}: ")
    missing = CliRunner().invoke(cli, ["serve", "--db", str(tmp_path / "none.db")])
    assert missing.exit_code == 1
    assert "no such record" in missing.stderr
    assert CliRunner().invoke(cli, ["serve", "--port", "70000", "--db", str(db)]).exit_code == 2
