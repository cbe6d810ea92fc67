"""The names that head a source: "A", "A and B", "an attorney for A, B", but not "A's lawyer"."""

from __future__ import annotations

import regex

from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.names import Name
from sayso.annotate.speakers.pronouns import AND, joined
from sayso.records import Span

Named = tuple[Name, Figure]
EDGES = " \t\n,;:.()[]\"“”‘’'–—-"
_AND_WORD = regex.compile(r"\b(?:and|or|&)\b")
_CORE_ENDS = regex.compile(r",|\s+(?:who|whom|whose|which|that)\b|\s[–—-]\s|\(")
_ENDED = regex.compile(r"(?:of|from|in|at|for|on|himself|herself|itself|and|or|alone|also|too|later)\b|\(|&")
_PREPOSITION = regex.compile(
    r"\b(?:of|for|to|from|in|at|with|by|on|against|about|near|under|close to|including|than)\s+(?:\S+\s+){0,4}?$"
)
_INCLUDING = regex.compile(r"\b(?:including|such as|like|from)\s", regex.IGNORECASE)
_SOME = regex.compile(r"(?:many|some|most|few|several|other|all|more|fellow|\d+) ", regex.IGNORECASE)


def heads(article: Article, span: Span, names: list[Named]) -> list[Named]:
    """Those of the names in a source that are its speakers; none where the source only describes them."""
    found = _heads(article, span, names)
    if len(found) == 1 and _SOME.match(article.text, span.start) and article.text[found[0][0].end - 1] == "s":
        return []  # "some Democrats"
    return found


def _heads(article: Article, span: Span, names: list[Named]) -> list[Named]:
    source = article.text[span.start : span.end]
    cut = _CORE_ENDS.search(source)
    core = Span(span.start, span.start + cut.start()) if cut and cut.start() else span
    inner = _core_heads(article, core, span.end, names) if not cut or cut.start() else []
    if inner and cut and cut.group() == "," and len(names) > len(inner):
        return inner + _list(article, span, names, inner[-1][0])
    return inner or _apart(article, span, names) or _included(source, span, names)


def _core_heads(article: Article, core: Span, end: int, names: list[Named]) -> list[Named]:
    """The names of a source's first part that nothing governs and that own nothing."""
    free = [
        (n, f) for n, f in names if n.end <= core.end and not _governed(article, core.start, n) and not _owns(article, n, end)
    ]
    return [(n, f) for n, f in free if _last(article, n, core.end) or any(joined(article, n, m) for m, _ in free)]


def _apart(article: Article, span: Span, names: list[Named]) -> list[Named]:
    """The name behind its description: "An attorney for Pagliano, Mark MacDougall,"."""
    for name, figure in names:
        before = article.text[span.start : name.titled_start].rstrip()
        after = article.text[name.end : span.end].lstrip()
        if before.endswith(",") and (not after.strip(EDGES) or after.startswith(",")) and figure.person:
            return [(name, figure)]
    return []


def _included(source: str, span: Span, names: list[Named]) -> list[Named]:
    """Several examples of a group: "lawmakers including A and B"."""
    m = _INCLUDING.search(source)
    listed = [(n, f) for n, f in names if n.start >= span.start + m.end() and not n.owner] if m else []
    return listed if len(listed) > 1 else []


def _list(article: Article, span: Span, names: list[Named], last: Name) -> list[Named]:
    """The names that go on a list: "A, B and C"."""
    found: list[Named] = []
    for name, figure in names:
        if name.start > last.end and AND.fullmatch(article.text, last.end, name.titled_start):
            found.append((name, figure))
            last = name
    if not found:
        return []
    gap = article.text[found[-2][0].end if len(found) > 1 else span.start : found[-1][0].start]
    return found if _AND_WORD.search(gap) else []


def _governed(article: Article, start: int, name: Name) -> bool:
    """Whether a preposition of the source stands before the name: "a spokesman for Mr. Adan"."""
    return bool(_PREPOSITION.search(article.text, start, max(start, name.titled_start)))


def _owns(article: Article, name: Name, end: int) -> bool:
    """Whether something of the name's follows in the source: "Adan's lawyer"; "Adan's" alone is Adan."""
    return name.owner and bool(bare(article.text[name.end : end].strip(" ,")).strip("'’ ,"))


def _last(article: Article, name: Name, end: int) -> bool:
    """Whether the name ends its noun phrase: what follows, if anything, is no noun that it would describe."""
    rest = bare(article.text[name.end : end].strip(" ,")).strip(EDGES)
    return not rest or bool(_ENDED.match(rest))


def bare(words: str) -> str:
    """Words behind a name without the "'s" that belongs to it."""
    return words.removeprefix("'s").removeprefix("’s")
