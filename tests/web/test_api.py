"""The API answers the one filter, page by page, and says what is wrong in one shape."""

import json
from importlib import resources
from urllib.parse import quote

import jsonschema
import pytest
from made import DENIAL, MADE

from sayso.records import from_json, to_json
from sayso.store import Record
from web.evil import EVIL, evil


def get(ask, address, status=200):
    answer = ask.get("/api/v1" + address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == ("application/json" if status == 200 else "application/problem+json")
    return answer.json()


def test_statements_come_in_pages_that_lead_to_the_next(ask, served):
    found, address = [], "/statements?limit=2"
    while address:
        answer = get(ask, address)
        assert answer["count"] == 6
        found += [row["id"] for row in answer["statements"]]
        address = answer["next"] and answer["next"].removeprefix("/api/v1")
    with Record(served) as record:
        assert found == [row.id for row in record.find()]


@pytest.mark.parametrize("offset", [6, 7, 10_000_000])
def test_beyond_the_last_page_there_is_nothing(ask, offset):
    answer = get(ask, f"/statements?offset={offset}")
    assert (answer["count"], answer["next"], answer["statements"]) == (6, None, [])


def test_a_document_is_what_extract_prints_and_reads_back(ask):
    schema = json.loads((resources.files("sayso.data") / "schema.json").read_text(encoding="utf-8"))
    for document in MADE:
        answer = get(ask, f"/documents/{document.id}")
        jsonschema.validate(answer, schema)
        assert from_json(answer) == document
    assert get(ask, f"/documents/{evil().id}") == json.loads(json.dumps(to_json(evil())))
    assert get(ask, "/documents/" + quote(f"{EVIL} source_id", safe=""))["id"] == evil().id


def test_a_statement_comes_with_its_page_and_footnote(ask):
    statement = DENIAL.statements[0]
    answer = get(ask, f"/statements/{statement.id}")
    assert answer["statement"]["id"] == statement.id
    assert ask.get(answer["page"]).status_code == 302
    assert answer["page"] in answer["footnote"]


def test_facets_say_how_what_is_found_divides(ask):
    answer = get(ask, "/facets?outlet=Halyard")
    assert (answer["counted"], answer["denied"]) == (2, 1)
    assert answer["speaker"] == [{"value": "Q901", "label": "Radka Šebelin", "count": 2}]
    assert answer["outlet"] == [{"value": "Halyard", "label": "Halyard", "count": 2}]


def test_entities_are_listed_and_told_one_by_one(ask):
    first = get(ask, "/entities?limit=1")
    assert [row["id"] for row in first["entities"]] == ["Q901"]
    assert len(get(ask, first["next"].removeprefix("/api/v1"))["entities"]) == 1
    one = get(ask, "/entities/Q901")
    assert one["entity"]["name"] == "Radka Šebelin"
    assert [role["role"] for role in one["roles"]] == ["Foreign Minister"]


def test_what_could_not_be_read_is_told_with_its_reason(ask):
    answer = get(ask, "/failures?offset=1")
    assert (answer["count"], answer["failures"][0]["where"], answer["failures"][0]["reason"]) == (
        2,
        "lost.html",
        "no article in it",
    )
    status = get(ask, "/status")
    assert (status["documents"], status["record"]) == (4, "made.db")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/statements?act=shout", 400),
        ("/statements?limit=10001", 400),
        ("/statements?since=2026&until=2025", 400),
        ("/statements?speeker=brom", 400),
        ("/entities?type=ghost", 400),
        ("/documents/nope", 404),
        ("/statements/nope", 404),
        (f"/statements/{DENIAL.id}", 404),
        (f"/documents/{DENIAL.statements[0].id}", 404),
        ("/entities/nope", 404),
        ("/nope", 404),
    ],
)
def test_every_error_has_one_shape(ask, address, status):
    problem = get(ask, address, status)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert problem["detail"]


def test_the_description_is_openapi_3_1_and_its_examples_hold(ask):
    described = ask.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in described["paths"])
    for path, id in (
        ("/api/v1/statements", ""),
        ("/api/v1/statements/{id}", DENIAL.statements[0].id),
        ("/api/v1/facets", ""),
        ("/api/v1/documents/{id}", DENIAL.id),
        ("/api/v1/entities", ""),
        ("/api/v1/entities/{id}", "Q901"),
        ("/api/v1/failures", ""),
        ("/api/v1/status", ""),
    ):
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = ask.get(path.replace("{id}", id)).json()
        jsonschema.validate(answer, {**schema, "components": described["components"]})
