"""Markdown as articles: exact letters, marks gone, front matter read."""

import contextlib
import time

import pytest

from sayso.errors import ReadError
from sayso.sources.markdown import article
from sayso.sources.original import Original

TEXT = """---
title: "Warden: “Gate stays shut”"
date: 2026-04-07T09:30:00+02:00
author: By Rosa Tennick
url: https://lamp.example/gate
language: en-GB
tags: [a, b]
---

# Warden: “Gate stays shut”

The *warden* said **no** to `keys`, see
[the letter](https://lamp.example/letter) &amp; x\u00a0y e\u0301\u00ad 5 \\* 3.

![a picture](x.png)

> “Never,” he said.

- One
- Two

```
code()
```

<p>In <b>HTML</b>.</p>
"""


def read(text, **more):
    return article(Original(text if isinstance(text, bytes) else text.encode(), "a.md", **more))


def test_an_article_loses_its_marks_and_keeps_its_letters():
    found = read(TEXT)
    assert found.text.split("\n\n") == [
        "Warden: “Gate stays shut”",
        "The warden said no to keys, see the letter & x\u00a0y e\u0301\u00ad 5 * 3.",
        "“Never,” he said.",
        "One",
        "Two",
        "In HTML.",
    ]
    assert (found.title, found.byline, found.url) == ("Warden: “Gate stays shut”", "Rosa Tennick", "https://lamp.example/gate")
    assert (found.published, found.date_source, found.language) == ("2026-04-07T09:30:00+02:00", "given", "en-gb")
    assert found.media_type == "text/markdown"


def test_the_first_heading_is_the_headline_where_none_is_told():
    assert read("Gate Shut\n=========\n\nThe gate is shut.").title == "Gate Shut"
    assert read("The gate is shut.\n\n# Later").title is None
    assert read("---\ntitle: Gate Shut\n---\nThe gate is shut.").text == "Gate Shut\n\nThe gate is shut."
    assert read("---\r\ntitle: Gate # c\r\n---\r\nThe gate is shut.\r\n").title == "Gate"


def test_a_rule_above_the_text_is_no_front_matter():
    assert read("---\nThe gate is shut.").text == "The gate is shut."
    assert read("---\nnot closed: x\n\nThe gate.").text.endswith("The gate.")


def test_a_date_that_is_none_is_not_kept():
    assert read("---\ndate: soon\n---\nThe gate is shut.").published is None


@pytest.mark.parametrize("data", ["", "![x](y)", "---\ntitle: x\n---\n", b"\0\1\2"])
def test_what_has_no_words_is_said(data):
    with pytest.raises(ReadError, match=r"empty article|binary"):
        read(data)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 50_000 + "x",
        "[" * 50_000 + "x",
        "*a " * 50_000,
        "- " * 20_000 + "x",
        "`" * 50_000 + "x",
        "---\n" * 50_000 + "x",
        "<" * 50_000,
    ],
)
def test_hostile_markdown_is_read_or_refused_soon(text):
    began = time.thread_time()
    with contextlib.suppress(ReadError):
        read(text)
    assert time.thread_time() - began < 2
