"""Whatever comes in, every span is a slice of the very text, and everything comes back as it was."""

import gzip
import json
import re

import regex
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import sayso
from sayso.annotate import annotate
from sayso.annotate.encoder import read as reading_of
from sayso.records import Document, document_id, from_json, json_line, to_json
from sayso.text import _CLUSTER_WORD, _PLAIN_WORD, paragraphs, quoted, words

# fmt: off
HOSTILE = st.sampled_from([
    "“", "”", "‘", "’", '"', "'", "''", "``", "«", "»", "\n", "\n\n", "\r\n", "\r", "\u2028", "\x85", "\x00",
    "\ud83d", "\udc69", "e\u0301", "\u0301", "👩‍👩‍👧‍👧", "🇨🇭", "👍🏽", "1\ufe0f\u20e3", "\u200d", "\u200b", "\ufeff",
    "\u202e", "שלום", "مرحبا", "한국", "\u1112\u1161\u11ab", "ﬁ", "ß", "İ", "ǅ", "𝔘", "क्षि", "\u0600", "\t", " ", "\xa0",
    "_", "…", " said ", "Ida Brom", " denied that ", ", ", ". ", "x" * 200,
])
# fmt: on
TEXTS = st.lists(HOSTILE | st.text(max_size=20), max_size=40).map("".join)
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def check(document):
    text = document.text
    for s in document.statements:
        assert s.content
        for role in ("source", "cue", "content"):
            spans = getattr(s, role)
            assert document.quote(spans) == " … ".join(text[span.start : span.end] for span in spans)
            for span in spans:
                assert 0 <= span.start < span.end <= len(text)
                piece = text[span.start : span.end]
                assert piece == piece.strip()


@SLOW
@given(TEXTS)
def test_every_span_equals_its_text(text):
    document = sayso.extract(text=text)
    assert document.text == text
    check(document)
    assume(not PAIR.search(text))  # two lone surrogates that make one character are one in any JSON
    assert from_json(json.loads(json_line(to_json(document)))) == document


@SLOW
@given(st.lists(TEXTS, max_size=4))
def test_a_record_gives_back_what_it_was_given(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("record") / "r.db"
    with sayso.open(path) as record:
        record.add(Document(document_id(t, None), t) for t in texts)
        first = {" ".join(t.split()): t for t in reversed(texts)}  # of those that are the same words, the one that came first
        assert [d.text for d in record.documents()] == sorted(first.values(), key=texts.index)
        assert all(not c.wrong for c in record.verify())


@given(TEXTS)
def test_words_cover_all_that_is_no_space_and_cut_no_grapheme(text):
    for start, end in paragraphs(text):
        found = words(text, start, end)
        clusters = [m.group() for m in regex.finditer(r"\X", text[start:end])]
        covered = "".join(text[s:e] for s, e in zip(found.starts, found.ends, strict=True))
        assert covered == "".join(c for c in clusters if not c[0].isspace())
        edges = {start, *(start + m.end() for m in regex.finditer(r"\X", text[start:end]))}
        assert set(found.starts) | set(found.ends) <= edges


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=60))
def test_the_short_way_finds_the_same_words(text):
    short, long = ([m.span() for m in p.finditer(text) if not m.group()[0].isspace()] for p in (_PLAIN_WORD, _CLUSTER_WORD))
    assert short == long


@given(TEXTS)
def test_quotations_lie_in_order_inside_paragraphs(text):
    spans = paragraphs(text)
    last = 0
    for start, end in quoted(text, spans):
        assert last <= start < end
        assert any(a <= start and end <= b for a, b in spans)
        last = end


def test_a_line_of_a_megabyte_is_read_whole(model):
    text = "The clerk said that the gate was shut, and Ida Brom denied it. " * 17_000
    document = sayso.extract(text=text)
    check(document)
    assert document.statements[-1].content[-1].end > len(text) - 100
    assert len(document.statements) > 17_000
    assert len(reading_of(text, model.vocabulary)) > 200_000


def test_every_span_of_the_reference_news_equals_its_text(reference, model):
    for name in ("basil", "ecbplus", "meantime_en", "meantime_es", "giveme5w1h_gold_standard"):
        with gzip.open(reference / "data" / "news" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts = [t for line in lines if isinstance(t := json.loads(line).get("text"), str)][:10]
        for document in annotate([Document(document_id(t, None), t) for t in texts], model=model):
            check(document)
