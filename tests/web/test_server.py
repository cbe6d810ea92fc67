"""A record is served until one is asked to stop."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from sayso.errors import SaysoError, StoreError
from sayso.web.server import serve

CODE = (
    "import sys; from sayso.web.server import serve; serve(sys.argv[1], sys.argv[2], 0, started=lambda a: print(a, flush=True))"
)


@pytest.fixture
def running(served, request):
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", CODE, str(served), request.param],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.address = process.stdout.readline().strip()
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.parametrize("running", ["127.0.0.1", "localhost"], indirect=True)
def test_it_answers_and_stops_when_asked(running):
    with urllib.request.urlopen(running.address + "status") as answer:  # noqa: S310
        assert answer.status == 200
        assert answer.headers["Server"] is None
    started = time.monotonic()
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=10)
    assert time.monotonic() - started < 5
    assert (out, err) == ("", "")
    assert running.returncode in (0, -signal.SIGTERM)


@pytest.mark.parametrize("running", ["127.0.0.1"], indirect=True)
def test_another_name_is_refused_over_the_wire(running):
    request = urllib.request.Request(running.address + "status", headers={"Host": "halyard.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310
    with refused.value as answer:
        assert answer.code == 421


@pytest.mark.parametrize("running", ["127.0.0.1"], indirect=True)
def test_an_address_that_is_taken_is_said_to_be(running, served):
    port = int(running.address.rstrip("/").rpartition(":")[2])
    with pytest.raises(SaysoError, match=f"port {port}: .*; choose others with --host and --port"):
        serve(served, "127.0.0.1", port)


def test_a_record_must_be_there(tmp_path):
    with pytest.raises(StoreError, match="no such record"):
        serve(tmp_path / "none.db", "127.0.0.1", 0)
    assert os.listdir(tmp_path) == []
