"""Pages of claims show who says what, on how many words, and obey nothing that they show."""

import csv
import io
from dataclasses import replace

import pytest
from lxml import html
from starlette.testclient import TestClient
from told import news

from sayso.linking import linking
from sayso.store import Record
from sayso.web.app import application
from web.evil import EVIL


def asking(path):
    return TestClient(application(path, hosts={"testserver"}), follow_redirects=False)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("claims") / "news.db"
    with Record(path, linking=linking) as record:
        record.add([replace(d, title=EVIL, outlet=f"{EVIL} {d.outlet}") for d in news()])
        record.link()
    return path


@pytest.fixture(scope="module")
def ask(path):
    return asking(path)


@pytest.fixture(scope="module")
def rows(path):
    with Record(path) as record:
        return list(record.claims())


def test_every_claim_is_listed_and_leads_to_its_page(ask, rows):
    page = html.fromstring(ask.get("/claims").text)
    links = {link.get("href") for link in page.cssselect("a")}
    assert rows
    assert all(any(row.id in (link or "") for link in links) for row in rows)


def test_contested_claims_alone(ask, rows):
    text = ask.get("/claims?contested=true&format=json").json()
    assert {c["id"] for c in text["claims"]} == {row.id for row in rows if row.contested} != set()


def test_a_page_tells_sources_denials_and_statements(ask, rows, path):
    for row in rows:
        text = " ".join(html.fromstring(ask.get(f"/claim/{row.id}").text).text_content().split())
        assert f"{row.sources} independent source" in text
        with Record(path) as record:
            whole = record.claim(row.id)
        assert all(" ".join(s.content.split()) in text for s in whole.statements)
        assert all(d.reason in text for d in whole.denials)
        assert whole.counted in text


def test_json_and_csv_have_the_same(ask, rows):
    assert ask.get("/api/v1/claims").json() == ask.get("/claims?format=json").json()
    table = list(csv.DictReader(io.StringIO(ask.get("/claims?format=csv").text)))
    assert [line["id"] for line in table] == [row.id for row in rows]
    assert ask.get(f"/api/v1/claims/{rows[0].id}").json()["row"]["sources"] == rows[0].sources


def test_pages_of_claims_obey_nothing(ask, rows):
    for address in ("/claims", *(f"/claim/{row.id}" for row in rows)):
        page = html.fromstring(ask.get(address).text)
        assert not [s for s in page.cssselect("script") if s.text or not s.get("src", "").startswith("/static/")]
        assert not [link for link in page.cssselect("a") if "javascript:" in (link.get("href") or "").lower()]


@pytest.mark.parametrize("address", ["/claim/nobody", "/claim/", "/api/v1/claims/nobody", "/claims?first_seen=soon"])
def test_what_is_not_there_is_told(ask, address):
    assert ask.get(address).status_code in (400, 404)


def test_an_article_leads_to_its_claims(ask, rows, path):
    with Record(path) as record:
        document, _ = record.statement(rows[0].id)
    assert f"/claim/{rows[0].id}" in ask.get(f"/document/{document.id}").text


def test_a_record_that_is_not_linked_says_what_to_type(tmp_path):
    path = tmp_path / "new.db"
    with Record(path) as record:
        record.add(news())
    assert "sayso link" in asking(path).get("/claims").text


def test_the_page_before_asks_for_as_many(ask, rows):
    assert len(rows) > 2
    links = {
        link.text: link.get("href") for link in html.fromstring(ask.get("/claims?limit=1&offset=2").text).cssselect("a[rel]")
    }
    assert links["Before"] == "/claims?limit=1&offset=1"
    most = max(rows, key=lambda row: row.statements)
    page = html.fromstring(ask.get(f"/claim/{most.id}?limit=1").text)
    assert [link.get("href") for link in page.cssselect("a[rel=next]")] == ["?limit=1&offset=1"]
