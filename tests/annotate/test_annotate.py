"""Statements of articles of the project's own."""

import pytest

import sayso
from sayso.annotate import annotate
from sayso.records import Document, document_id


def told(document):
    return [tuple(document.quote(getattr(s, role)) for role in ("source", "cue", "content")) for s in document.statements]


def test_every_attribution_of_a_short_article_is_found(article):
    found = told(article)
    assert ("Warden", "Says", "Gate Must Stay Shut") in found
    assert any(source == "The harbor warden" and cue == "said" for source, cue, _ in found)
    assert ("Warden Ida Brom", "told", "“Nobody opens it while I hold the key,” … “Not the mayor, not the moon.”") in found
    assert any(cue == "denied" for _, cue, _ in found)
    assert any(cue == "According to" and source == "two clerks" for source, cue, _ in found)


def test_kind_is_read_off_the_quotation_marks(article):
    kinds = {article.quote(s.cue): s.kind for s in article.statements}
    assert kinds["told"] == "direct"
    assert kinds["denied"] == "indirect"


def test_a_partial_quotation_is_mixed():
    document = sayso.extract(text="The minister said on Monday that the plan was “a bridge to nowhere” and would cost too much.")
    assert [s.kind for s in document.statements] == ["mixed"]


def test_the_same_text_gives_the_same_statements_whatever_is_read_with_it(article, model):
    other = Document(document_id("The clerk said no.", None), "The clerk said no.")
    plain = Document(article.id, article.text)
    alone = next(annotate([plain], model=model))
    together = list(annotate([other, plain, other], model=model))
    assert together[1] == alone
    assert together[0] == together[2]


@pytest.mark.parametrize("language", ["de", "fr-CH"])
def test_what_is_not_english_is_kept_and_not_annotated(language, model):
    document = Document("d", "Der Minister sagte, der Damm werde halten.", language=language)
    assert list(annotate([document], model=model)) == [document]


def test_the_extractor_is_named(article, model):
    assert article.extractor == f"sayso {sayso.__version__}, {model.version}"


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "…", "1"])
def test_a_text_that_says_nothing_has_no_statements(text):
    assert sayso.extract(text=text).statements == ()
