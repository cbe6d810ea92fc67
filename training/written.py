"""Articles of an invented world with their attributions marked in the text, written for training and for tests.

    <s 1>The minister</s> <c 1>said</c> <t 1>that <s 1.1>Teskia</s> <c 1.1>denies</c> <t 1.1>having asked</t></t>.

`s`, `c` and `t` are source, cue and content; numbers name the attribution. Spans with one number belong together
("<t 1>...</t> he said <t 1>...</t>"), a span with several serves each ("<s 1,2>"), and 1.1 stands in the content of
1. A line "=== name" begins an article, an empty line a paragraph; "## ..." is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TAG = re.compile(r"<(/?)([sct])(?: ([\d.,]+))?>")
_ROLES = {"s": "source", "c": "cue", "t": "content"}


def articles(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file as the gold sets write them. Raises ValueError, naming article and place, at a wrong mark."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if not line.startswith("##")]
    for block in re.split(r"^=== ", "\n".join(lines), flags=re.M)[1:]:
        name, _, body = block.partition("\n")
        yield _article(f"{path.stem}/{name.strip()}", body.strip("\n"))


def _article(name: str, body: str) -> dict[str, Any]:
    text, at = "", 0
    opened: list[tuple[str, list[str], int]] = []
    found: dict[str, dict[str, Any]] = {}
    for tag in _TAG.finditer(body):
        text += body[at : tag.start()]
        at = tag.end()
        where = f"{name}: at {body[max(0, tag.start() - 30) : tag.end() + 20]!r}"
        closing, kind, numbers = tag.groups()
        if not closing:
            if not numbers:
                raise ValueError(f"{where}: no number")
            opened.append((kind, numbers.split(","), len(text)))
            continue
        if not opened or opened[-1][0] != kind:
            raise ValueError(f"{where}: </{kind}> closes nothing")
        kind, ids, start = opened.pop()
        if not text[start:].strip() or text[start:] != text[start:].strip() or "\n\n" in text[start:]:
            raise ValueError(f"{where}: a span is empty, begins or ends with a space, or crosses a paragraph")
        for one in ids:
            row = found.setdefault(one, {"id": one, "source": [], "cue": [], "content": [], "nested_in": None})
            row[_ROLES[kind]].append([start, len(text)])
    text += body[at:]
    if opened or "<" in text:
        raise ValueError(f"{name}: <{opened[-1][0] if opened else '?'}> is not closed, or a stray '<'")
    for one, row in found.items():
        row["nested_in"] = one.rpartition(".")[0] or None
        if row["nested_in"] and row["nested_in"] not in found:
            raise ValueError(f"{name}: {one} is nested in nothing")
        if not row["content"] or not (row["cue"] or row["source"]):
            raise ValueError(f"{name}: {one} has no content, or neither cue nor source")
        for role in _ROLES.values():
            row[role].sort()
    _check_nesting(name, text, found)
    order = sorted(found.values(), key=lambda row: min(row["source"] + row["cue"] + row["content"]))
    return {"id": name, "text": text, "attributions": order}


def _check_nesting(name: str, text: str, found: dict[str, dict[str, Any]]) -> None:
    """A nested cue stands in its parent's content; an outermost one in nobody's."""
    for one, row in found.items():
        for start, end in row["cue"]:
            for other, parent in found.items():
                inside = any(lo <= start and end <= hi for lo, hi in parent["content"])
                if other != one and inside != (one.startswith(other + ".")):
                    verb = "stands in the content of" if inside else "does not stand in the content of"
                    raise ValueError(f"{name}: the cue {text[start:end]!r} of {one} {verb} {other}")
