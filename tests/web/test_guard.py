"""Every answer carries what keeps a browser safe; only questions to this machine by its own name are answered."""

import sqlite3

import pytest
from made import DENIAL
from starlette.testclient import TestClient

from sayso.store import Record
from sayso.web.app import application
from sayso.web.reading import Reading

ADDRESSES = [
    "/statements", f"/document/{DENIAL.id}", "/speakers", "/speaker/Q901", "/status", "/nope", "/statements?act=x", "/",
    "/api/v1/statements", "/api/v1/nope", "/api/v1/openapi.json", "/statements?format=csv", "/static/sayso.css", "/static/nope",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(ask, address):
    headers = ask.get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == (
        "public, max-age=31536000, immutable" if address == "/static/sayso.css" else "private, no-cache"
    )
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_have_no_script_or_style_of_their_own(ask, address):
    answer = ask.get(address, follow_redirects=True)
    if answer.headers["content-type"].startswith("text/html"):
        assert "<style" not in answer.text
        assert " style=" not in answer.text
        assert answer.text.count("<script") == answer.text.count("<script src=")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_questions_is_answered(ask, method):
    for address in ("/statements", "/api/v1/statements", f"/document/{DENIAL.id}", "/static/sayso.css"):
        answer = ask.request(method, address)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"


def test_the_head_of_an_answer_may_be_asked_for(ask):
    for address in ("/statements", "/api/v1/status", "/static/sayso.css"):
        answer = ask.head(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == ask.get(address).headers["content-type"]


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost", 200), ("LOCALHOST:8000", 200), ("127.0.0.1:8000", 200), ("[::1]:8000", 200), ("localhost.", 200),
     ("halyard.example", 421), ("localhost.halyard.example", 421), ("127.0.0.1.halyard.example:8000", 421), ("", 421),
     ("[::2]", 421), ("localhost@halyard.example", 421)],
)  # fmt: skip
def test_a_record_of_this_machine_is_not_read_by_another_name(served, host, status):
    ask = TestClient(application(served))
    for address in ("/statements", "/api/v1/status", "/static/sayso.css"):
        assert ask.get(address, headers={"Host": host}).status_code == status


def test_elsewhere_any_name_is_answered(served):
    assert TestClient(application(served, hosts=None)).get("/status", headers={"Host": "archive.example"}).status_code == 200


def test_an_error_nobody_foresaw_tells_nothing_and_is_headed(served, monkeypatch):
    def broken(self):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(Reading, "failures", broken)
    ask = TestClient(application(served, hosts=None), raise_server_exceptions=False)
    for address in ("/status", "/api/v1/failures"):
        answer = ask.get(address)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert answer.headers["x-frame-options"] == "DENY"


def test_a_record_that_is_gone_is_said_to_be_so_without_its_place(tmp_path):
    answer = TestClient(application(tmp_path / "gone.db", hosts=None)).get("/api/v1/status")
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    assert not (tmp_path / "gone.db").exists()


def test_questions_cannot_write(served):
    with Reading(served) as record, pytest.raises(sqlite3.OperationalError, match="readonly"):
        record._db.execute("DELETE FROM failures")


def test_questions_are_answered_while_another_writes(served):
    ask = TestClient(application(served, hosts=None))
    with Record(served) as record, record._transaction():
        record._db.execute("UPDATE failures SET seen = seen")
        assert ask.get("/statements?words=flood").status_code == 200
        assert ask.get("/status").status_code == 200


def test_long_answers_are_compressed(ask):
    answer = ask.get(f"/document/{DENIAL.id}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
