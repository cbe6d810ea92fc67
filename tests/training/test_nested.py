"""Attributions found in contents that are read on their own."""

from training.nested import with_nested


def test_what_stands_in_a_content_is_found_and_nested_in_it(model):
    text = "Aides said “the mayor denied that the clerk had lied,” and left."
    content = [text.index("“"), text.index(",")]
    row = {"source": [[0, 5]], "cue": [[6, 10]], "content": [content]}
    outer, *inner = with_nested({"text": text, "attributions": [row]}, model)["attributions"]
    assert (outer["id"], outer["nested_in"]) == ("A0", None)
    assert [a["nested_in"] for a in inner] == ["A0"]
    words = [" ".join(text[start:end] for start, end in inner[0][role]) for role in ("source", "cue", "content")]
    assert words == ["the mayor", "denied", "that the clerk had lied"]


def test_a_content_of_nothing_but_marks_holds_nothing(model):
    article = {"text": "She said “ ”.", "attributions": [{"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 12]]}]}
    assert len(with_nested(article, model)["attributions"]) == 1
