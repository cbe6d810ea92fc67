"""Pages show what the record has, at addresses that hold the whole question, and obey nothing that they show."""

import csv
import io
import json
from html.parser import HTMLParser
from urllib.parse import quote, unquote

import pytest
from lxml import html
from made import DENIAL, MADE, REFUSAL, WARNING
from starlette.testclient import TestClient

from sayso.records import Document, to_json
from sayso.store import Record, Row
from sayso.web import pages
from sayso.web.app import application
from web.evil import EVIL, evil


def words(node):
    """The words of a node, with a space where one element ends and another begins, as `dt` and `dd` are shown."""
    return " ".join(" ".join(node.itertext()).split()) if node.cssselect("dl") else " ".join(node.text_content().split())


def read(ask, address):
    answer = ask.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def contents(ask, query):
    """The content words of the results of a search."""
    page = read(ask, f"/statements?{query}")
    return {
        "".join(words(piece) for piece in result.cssselect(".w.content"))
        for result in page.cssselect(".result")
        if EVIL not in result.text_content()
    }


FLOOD, TOLD, RISE = (
    "that Karvelia would flood Ourelle",
    "that Benet Orsolo was reportedly misinformed",
    "that the lake would rise",
)
WARNED, BED = "Benet A. Orsolo has warned since March that the lake would rise", "whether a bed was free"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=flood", {FLOOD}),
        ('words="would+flood"', {FLOOD}),
        ("words=flooding+karvelia", {FLOOD}),
        ("speaker=Q901", {FLOOD, TOLD}),
        ("speaker=sebelin", {FLOOD, TOLD}),
        ("about=Ourelle", {FLOOD}),
        ("act=warn", {RISE}),
        ("denied=true&speaker=Q901", {FLOOD}),
        ("outlet=halyard", {FLOOD, TOLD}),
        ("since=2026-04-09&speaker=officials@9", {WARNED}),
        ("until=2025", {BED}),
        ("kind=direct", set()),
        ("min_confidence=0.95", set()),
        ("words=&speaker=&about=&act=&outlet=&since=&until=&kind=&min_confidence=&denied=", {FLOOD, TOLD, WARNED, RISE, BED}),
    ],
)
def test_search_asks_the_one_filter(ask, query, found):
    assert contents(ask, query) == found


def test_a_result_stands_in_its_sentence_and_leads_to_its_words(ask):
    (result,) = read(ask, "/statements?about=Ourelle").cssselect(".result")
    assert words(result.cssselect("blockquote")[0]) == (
        "Foreign Minister Radka Šebelin denied on Tuesday that Karvelia would flood Ourelle."
    )
    assert [words(w) for w in result.cssselect(".w.source, .w.cue")] == ["Foreign Minister Radka Šebelin", "denied"]
    assert result.cssselect("a.go")[0].get("href") == f"/statement/{DENIAL.statements[0].id}"


def test_facets_count_and_lead_to_what_they_count(ask):
    page = read(ask, "/statements?outlet=Halyard")
    links = {words(a.cssselect("span")[0]): a for a in page.cssselect(".facets a")}
    for label, count in (("Radka Šebelin", 2), ("Benet Orsolo", 1), ("deny", 1), ("claim", 1), ("not quoted", 2)):
        assert words(links[label].cssselect(".count")[0]) == str(count)
        assert len(read(ask, links[label].get("href")).cssselect(".result")) == count
    assert "outlet: Halyard" in words(page.cssselect(".chips")[0])


def test_a_search_is_paged_and_each_page_has_its_address(ask):
    found, address = [], "/statements?limit=2"
    while address:
        page = read(ask, address)
        found += [a.get("href") for a in page.cssselect(".result a.go")]
        following = page.cssselect("a[rel=next]")
        address = following[0].get("href") if following else None
    with Record(ask.app_path) as record:
        assert found == [f"/statement/{row.id}" for row in record.find()]
    assert read(ask, "/statements?limit=2&offset=2").cssselect("a[rel=prev]")[0].get("href") == "/statements?limit=2"


def test_search_as_a_table_is_the_rows_that_find_gives(ask):
    answer = ask.get("/statements?format=csv&speaker=Q901")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="statements.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["content"] for row in rows] == [FLOOD, TOLD]
    assert json.loads(rows[0]["content_spans"]) == [[s.start, s.end] for s in DENIAL.statements[0].content]
    assert list(rows[0]) == list(Row.__dataclass_fields__)
    part = ask.get("/statements?format=csv&limit=2")
    assert part.headers["link"] == '</statements?format=csv&limit=2&offset=2>; rel="next"'
    assert ask.get("/statements?format=json&speaker=Q901").json()["count"] == 2


def test_a_table_is_whole_unless_it_is_too_long_for_one_answer(ask, monkeypatch):
    for address in ("/statements?format=csv", "/speaker/Q901?format=csv"):
        assert "link" not in ask.get(address).headers
    monkeypatch.setattr(pages, "MOST", 4)
    part = ask.get("/statements?format=csv")
    assert len(list(csv.DictReader(io.StringIO(part.text)))) == 4
    rest = ask.get(part.headers["link"].partition("<")[2].partition(">")[0])
    assert len(list(csv.DictReader(io.StringIO(rest.text)))) == 2
    assert "link" not in rest.headers


def test_an_article_shows_its_text_marked_with_a_card_for_each_statement(ask):
    page = read(ask, f"/document/{WARNING.id}")
    assert words(page.cssselect(".text")[-1]) == WARNING.text.replace("rise.", "rise12.")
    assert [(w.text, w.get("class"), w.get("data-s")) for w in page.cssselect(".article .text .w")] == [
        ("Officials", "w source", "1"),
        ("said", "w cue", "1"),
        ("Benet A. Orsolo", "w source content deep", "1 2"),
        (" has ", "w content", "1"),
        ("warned", "w cue content deep", "1 2"),
        (" since March ", "w content", "1"),
        ("that the lake would rise", "w content content deep", "1 2"),
    ]
    first, second = page.cssselect(".card")
    assert "not named in the article" in words(first)
    assert "Within 1 , what Officials said" in words(second)
    assert "2026-03" in words(second)
    assert "from “since March”" in words(second)
    assert words(second.cssselect(".act")[0]) == "warns"
    assert second.cssselect(".name a")[0].get("href") == "/speaker/benet-a-orsolo"


def test_a_statement_has_an_address_that_lands_on_its_words(ask):
    statement = DENIAL.statements[1]
    answer = ask.get(f"/statement/{statement.id[:10]}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/document/{DENIAL.id}?statement={statement.id}#{statement.id}"
    page = read(ask, answer.headers["location"].partition("#")[0])
    (card,) = page.cssselect(".card.on")
    assert card.get("data-id") == statement.id
    assert [words(w) for w in page.cssselect(".w.lit")] == ["She", "told", TOLD]
    assert page.get_element_by_id(statement.id).getparent() is page.cssselect("p.text")[0]


def test_an_article_is_also_what_extract_prints_and_a_table(ask):
    assert ask.get(f"/document/{DENIAL.id}?format=json").json() == json.loads(json.dumps(to_json(DENIAL)))
    rows = list(csv.DictReader(io.StringIO(ask.get(f"/document/{DENIAL.id}?format=csv").text)))
    assert [row["id"] for row in rows] == [s.id for s in DENIAL.statements]


def test_a_card_cites_words_article_and_hash(ask):
    footnote = words(read(ask, f"/document/{DENIAL.id}").cssselect(".footnote")[0])
    assert footnote.startswith(
        f"Radka Šebelin: [in the article’s words] {FLOOD} — Halyard, 2026-04-08, https://halyard.example/8."
    )
    assert f"Statement {DENIAL.statements[0].id}, text SHA-256 " in footnote
    assert footnote.endswith(f"http://testserver/statement/{DENIAL.statements[0].id}")


def test_a_speaker_has_a_page_of_names_roles_and_statements(ask):
    page = read(ask, "/speaker/Q901")
    text = words(page.cssselect("main")[0])
    for told in ("Radka Šebelin", "also Foreign Minister Šebelin", "2 statements", "1 denial", "named in 1 article", FLOOD):
        assert told in text
    assert "Foreign Minister 8 April 2026" in words(page.cssselect(".roles")[0])
    innkeeper = words(read(ask, "/speaker/benet-orsolo").cssselect("main")[0])
    assert "What was said of them" in innkeeper
    assert "Spoken of by Radka Šebelin 1" in innkeeper
    assert ask.get("/speaker/Q901?format=json").json()["roles"][0]["role"] == "Foreign Minister"
    assert "Radka" in ask.get("/speaker/Q901?format=csv").text


def test_speakers_are_listed_by_how_much_they_say_and_found_by_name(ask):
    names = [words(a) for a in read(ask, "/speakers").cssselect(".people .go")]
    assert names[0] == "Radka Šebelin"
    assert [words(a) for a in read(ask, "/speakers?words=sebelin&type=person").cssselect(".people .go")] == ["Radka Šebelin"]
    assert "Nobody of that name" in read(ask, "/speakers?words=zzyzx").text_content()
    table = list(csv.DictReader(io.StringIO(ask.get("/speakers?format=csv").text)))
    assert table[0]["id"] == "Q901"


def test_status_tells_what_there_is_and_what_failed_and_why(ask):
    text = words(read(ask, "/status").cssselect("main")[0])
    assert "documents 4" in text
    assert "no article in it lost.html" in text
    assert str(ask.app_path.parent) not in text
    assert ask.get("/status?format=json").json()["failures"] == 2
    assert [r["where"] for r in csv.DictReader(io.StringIO(ask.get("/status?format=csv").text))][-1] == "lost.html"


def test_what_is_not_there_is_a_page_that_says_so(ask):
    for address in ("/document/nope", "/statement/nope", "/speaker/nope", "/nope", "/static/nope"):
        answer = ask.get(address)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert "Not here" in answer.text


@pytest.mark.parametrize(
    "query", ["act=shout", "since=soon", "since=2026&until=2025", "min_confidence=2", "speeker=x", "words=%22", "limit=0"]
)
def test_a_question_that_cannot_be_meant_is_answered_with_why(ask, query):
    answer = ask.get(f"/statements?{query}")
    assert answer.status_code == 400
    assert words(html.fromstring(answer.text).cssselect("main p")[0])


@pytest.mark.parametrize(
    "asked",
    ['"', '""', "' OR 1=1 --", "NEAR(a b)", "a AND", "content:x", "*", "(", "^a", "-a", "a*", "\x00", "a\x00b", "\ud800", "💥",
     "{}", "a " * 150, '"a" ' * 70, "é" * 300, "%", "_", "\\", "a" * 301],
)  # fmt: skip
def test_no_search_is_an_error_of_the_server(ask, asked):
    for name in ("words", "speaker", "about", "outlet", "since", "until", "act", "kind", "min_confidence", "offset"):
        value = quote(asked, errors="surrogatepass")
        for page in ("/statements", "/api/v1/statements", "/api/v1/facets"):
            assert ask.get(f"{page}?{name}={value}").status_code in (200, 400)
    for page in ("/speakers?words=", "/speaker/", "/statement/", "/document/", "/api/v1/entities?words="):
        assert ask.get(page + quote(asked, safe="", errors="surrogatepass")).status_code in (200, 302, 307, 400, 404)


class Tags(HTMLParser):
    """Every tag that a browser would see, and every attribute."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


@pytest.mark.parametrize(
    "address",
    [
        "/statements?limit=100",
        f"/statements?words={quote('alert')}",
        f"/statements?speaker={quote(EVIL + ' id')}",
        "/document/" + evil().id,
        f"/document/{evil().id}?statement={evil().statements[0].id}",
        "/document/" + quote(f"{EVIL} source_id", safe=""),
        "/speaker/" + quote(f"{EVIL} id", safe=""),
        "/speaker/" + quote(EVIL, safe=""),
        "/speakers",
        f"/speakers?words={quote('name')}",
        "/status",
        "/" + quote(EVIL),
        f"/statements?act={quote(EVIL)}",
    ],
)
def test_no_script_in_any_field_is_obeyed(ask, address):
    answer = ask.get(address)
    seen = Tags()
    seen.feed(answer.text)
    assert "img" not in seen.tags
    assert answer.text.count("<script") == 1  # the page's own
    for tag, name, value in seen.attributes:
        assert not name.startswith("on")
        assert name != "style"
        if name in ("href", "src", "action"):
            assert value.startswith(("/", "#", "?", "https://", "http://"))
        if tag == "a" and name == "href" and value.startswith("http"):
            assert ("a", "rel", "noopener noreferrer external") in seen.attributes


def test_a_language_is_said_where_it_is_one(tmp_path):
    french = Document("f" * 64, "Il pleut.", language="fr-CA", extractor="by hand")
    with Record(tmp_path / "french.db") as record:
        record.add([french, evil()])
    ask = TestClient(application(tmp_path / "french.db", hosts=None))
    assert read(ask, f"/document/{french.id}").cssselect("p.text")[0].get("lang") == "fr-CA"
    assert read(ask, f"/document/{evil().id}").cssselect("p.text")[0].get("lang") is None


def test_what_a_field_has_is_shown_as_it_is(ask):
    page = read(ask, f"/document/{evil().id}")
    for shown in ("h1", ".from", ".card", "article > .about"):
        assert EVIL in words(page.cssselect(shown)[0])


def test_what_a_browser_would_obey_is_shown(tmp_path):
    text = "Brom said \u202eno\u202c to a\x00b and \ud800."
    with Record(tmp_path / "odd.db") as record:
        record.add([Document("d" * 64, text, title="odd\u2066\ud800", outlet="\x1b[31m", extractor="none")])
    ask = TestClient(application(tmp_path / "odd.db", hosts=None))
    answer = ask.get("/document/" + "d" * 64)
    assert answer.status_code == 200
    assert not any(c in answer.text for c in "\u202e\x00\x1b\u2066")
    assert ask.get("/document/" + "d" * 64 + "?format=json").json()["text"] == text


def test_only_web_addresses_become_links(ask):
    links = [a.get("href") for a in read(ask, f"/document/{DENIAL.id}").cssselect("a[rel~=noopener]")]
    assert links == ["https://halyard.example/8", "https://web.archive.org/web/20260408/https://halyard.example/8"]
    page = read(ask, "/document/" + evil().id)
    assert page.cssselect("a[rel~=noopener]") == []
    assert "javascript:alert(" in words(page.cssselect("article > .about")[0])


def test_every_name_leads_to_a_page(ask):
    for document in (*MADE, evil()):
        page = read(ask, f"/document/{document.id}")
        for link in {a.get("href") for a in page.cssselect(".card a") if a.get("href").startswith("/")}:
            assert ask.get(link).status_code in (200, 302), unquote(link)


def test_an_article_nobody_read_and_one_without_statements_say_so(tmp_path):
    unread, silent = Document("a" * 64, "Rain."), Document("b" * 64, "Snow.", extractor="by hand")
    with Record(tmp_path / "few.db") as record:
        record.add([unread, silent])
    ask = TestClient(application(tmp_path / "few.db", hosts=None))
    assert "have not been read" in ask.get(f"/document/{unread.id}").text
    assert "No statement was found" in ask.get(f"/document/{silent.id}").text
    assert "No statement fits" in ask.get("/statements").text


def test_the_heading_is_the_first_paragraph_where_that_is_the_title(tmp_path):
    document = Document("c" * 64, "Gate Shut\n\nIt rained.", title="Gate Shut", extractor="by hand")
    other = Document("e" * 64, "It rained on.", title="Gate Open", extractor="by hand")
    with Record(tmp_path / "titles.db") as record:
        record.add([document, other, REFUSAL])
    ask = TestClient(application(tmp_path / "titles.db", hosts=None))
    page = read(ask, f"/document/{document.id}")
    assert [words(t) for t in page.cssselect("h1, p.text")] == ["Gate Shut", "It rained."]
    assert [words(t) for t in read(ask, f"/document/{other.id}").cssselect("h1, p.text")] == ["Gate Open", "It rained on."]
    assert words(read(ask, f"/document/{REFUSAL.id}").cssselect("h1")[0]) == "An article"
