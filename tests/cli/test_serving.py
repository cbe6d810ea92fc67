"""sayso serve: a record opened in a browser, until one is asked to stop."""

import signal
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from made import MADE

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
