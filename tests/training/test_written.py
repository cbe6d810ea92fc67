"""Articles marked in the text: what the marks mean, what is refused, and that the project's own are sound."""

from pathlib import Path

import pytest

from training.written import articles

OWN = sorted((Path(__file__).parents[2] / "training" / "articles").glob("*.txt"))
STYLES = Path(__file__).parents[1] / "golden" / "styles.txt"


def parsed(tmp_path, body):
    path = tmp_path / "own.txt"
    path.write_text(f"## a remark\n=== one\n{body}\n", encoding="utf-8")
    (article,) = articles(path)
    return article


def told(article):
    text = article["text"]
    return {
        a["id"]: [*(" … ".join(text[s:e] for s, e in a[role]) for role in ("source", "cue", "content")), a["nested_in"]]
        for a in article["attributions"]
    }


def test_marks_name_spans_that_may_be_shared_split_and_nested(tmp_path):
    article = parsed(
        tmp_path,
        "Gate Shut\n\n<t 1>“No,”</t> <s 1,2>she</s> <c 1>said</c>, <t 1>“never,”</t> and <c 2>asked</c> "
        "<t 2>whether <s 2.1>he</s> <c 2.1>wanted</c> <t 2.1>to drown</t></t>.",
    )
    assert article["id"] == "own/one"
    assert article["text"] == "Gate Shut\n\n“No,” she said, “never,” and asked whether he wanted to drown."
    assert told(article) == {
        "1": ["she", "said", "“No,” … “never,”", None],
        "2": ["she", "asked", "whether he wanted to drown", None],
        "2.1": ["he", "wanted", "to drown", "2"],
    }


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<s 1>She</s> <c 1>said</s> <t 1>no</t>", "closes nothing"),
        ("<s 1>She</s> <c 1>said</c> <t 1>no", "is not closed"),
        ("<s 1>She </s><c 1>said</c> <t 1>no</t>", "ends with a space"),
        ("<s>She</s> <c 1>said</c> <t 1>no</t>", "no number"),
        ("<s 1>She</s> <c 1>said</c>", "1 has no content"),
        ("<t 1>no</t>", "neither cue nor source"),
        ("<s 1>She</s> <c 1>said</c> <t 1>no</t> <c 2.1>s</c> <t 2.1>t</t>", "2.1 is nested in nothing"),
        ("<s 1>She</s> <c 1>said</c> <t 1>he <c 2>hopes</c> <t 2>so</t></t>", "stands in the content of 1"),
        ("<s 1>She</s> <c 1>said</c> <t 1>no</t> <c 1.1>a</c> <t 1.1>b</t>", "does not stand in the content of 1"),
        ("<c 1>said</c> <t 1>one\n\ntwo</t>", "crosses a paragraph"),
    ],
)
def test_a_wrong_mark_is_refused_with_its_place(tmp_path, body, wanted):
    with pytest.raises(ValueError, match=rf"own/one: .*{wanted}"):
        parsed(tmp_path, body)


@pytest.mark.parametrize("path", [*OWN, STYLES], ids=lambda path: path.stem)
def test_the_projects_own_articles_are_sound(path):
    found = list(articles(path))
    assert len({a["id"] for a in found}) == len(found) > 20
    for article in found:
        text = article["text"]
        for a in article["attributions"]:
            for start, end in (span for role in ("source", "cue", "content") for span in a[role]):
                assert not (text[start - 1 : start].isalnum() and text[start].isalnum()), (article["id"], text[start:end])
                assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum()), (article["id"], text[start:end])
