"""Attribution by a few rules on a dependency parse: the baseline that a trained extractor has to beat.

A verb of saying, thinking or judging is a cue and its subject the source. The content is its clause, else the clause
that it is put into, its object, or a quotation in its sentence. "According to X" takes the clause in which it stands. A
quotation that a content reaches into belongs to it whole; one left over goes on with the statement before it. "I think"
and "you know" are left out unless quoted: there the article itself speaks.

Rules and verbs were chosen on 60 train articles of PolNeAR (relaxed F1 56, on 100 others 55), not on what they are scored on.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

Words = set[Token]
Found = tuple[Words, Words, Words]  # source, cue, content

_VERBS = """
    accuse acknowledge add admit agree allege announce argue ask assert assure attack back believe blame blast call
    caution cite claim complain concede conclude confirm contend continue criticize decide declare decline defend denounce
    deny describe discuss dismiss endorse estimate expect explain express fear feel find hope indicate insist know learn
    maintain mention mock note observe oppose plan pledge point praise predict promise propose question recall refuse
    reject reply report respond reveal say seek show slam state suggest support tell testify think threaten tweet urge vow
    want warn wonder worry write
"""
_CUES = frozenset(_VERBS.split())
_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
_HERE = {"i", "we", "you"}
_GROUP = {"aux", "auxpass", "neg", "prt", "advmod"}


def rules(doc: Doc) -> list[Found]:
    """The attributions in a parsed paragraph."""
    quoted = _quotations(doc)
    found = [f for f in _found(doc, quoted) if all(f)]
    for words in quoted:
        near = [f for f in found if not f[1] & words]  # a cue does not stand in its own content
        into = [f for f in near if f[2] & words]
        before = [f for f in near if max(f[1]).i < min(words).i and any(f[2] & q for q in quoted)]
        for source, cue, content in (into or before[-1:])[:1]:
            content.update(words - source - cue)
    return found


def _found(doc: Doc, quoted: list[Words]) -> Iterator[Found]:
    """A statement for each cue; any role may be empty."""
    for token in doc:
        if token.lower_ == "according":
            source = _below(next(token.children, token), {"pobj"})
            yield source, {token, *token.children}, _trimmed(set(token.head.subtree) - set(token.subtree))
        elif token.pos_ == "VERB" and token.lemma_ in _CUES:
            source, cue = _source(token), _group(token)
            if any(token in words for words in quoted) or not {t.lower_ for t in source} <= _HERE:
                yield source, cue, _trimmed(_content(token, quoted) - cue - source)


def _quotations(doc: Doc) -> list[Words]:
    """The quotations of a paragraph, marks included; a last one that is not closed ends with it."""
    marks = [token.i for token in doc if token.is_quote and token.text not in "'‘’"]
    ends = [*marks[1::2], len(doc) - 1] if len(marks) % 2 else marks[1::2]
    return [set(doc[lo : hi + 1]) for lo, hi in zip(marks[::2], ends, strict=True)]


def _group(verb: Token) -> Words:
    """The verb with the auxiliaries and adverbs that stand with it."""
    group = {verb}
    for token in sorted(verb.children, key=lambda t: abs(t.i - verb.i)):
        if token.dep_ in _GROUP and any(abs(token.i - t.i) == 1 for t in group):
            group.add(token)
    return group


def _source(verb: Token) -> Words:
    """The subject or agent, that of the verb to which it is joined, or the noun that it describes."""
    passive = any(t.dep_ == "auxpass" for t in verb.children)
    for t in verb.children:
        if t.dep_ == "agent" if passive else t.dep_ in _SUBJECTS:
            return _phrase(next(t.children, t) if passive else t)
    if verb.dep_ == "acl":
        return _phrase(verb.head) - set(verb.subtree)
    return _source(verb.head) if verb.dep_ in {"conj", "advcl"} and not passive else set()


def _phrase(noun: Token) -> Words:
    """A noun with all that belongs to it but relative clauses."""
    return _trimmed(set(noun.subtree) - {w for t in noun.subtree if t.dep_ == "relcl" for w in t.subtree})


def _content(verb: Token, quoted: list[Words]) -> Words:
    if clause := _below(verb, {"ccomp", "xcomp"}):
        return clause
    if verb.dep_ == "parataxis":
        return set(verb.head.subtree) - set(verb.subtree)
    beside = [words for words in quoted if verb not in words and words & set(verb.sent)]
    return _below(verb, {"dobj", "prep"}) or (set(beside[0]) if beside else set())


def _below(verb: Token, relations: set[str]) -> Words:
    """The words of what stands to the verb in one of the relations."""
    return {w for t in verb.children if t.dep_ in relations for w in t.subtree}


def _trimmed(words: Words) -> Words:
    """Without the punctuation at its edges, but for quotation marks and brackets."""
    order = sorted(words, key=lambda t: t.i)
    keep = [i for i, t in enumerate(order) if not t.is_punct or t.is_quote or t.is_bracket]
    return set(order[keep[0] : keep[-1] + 1]) if keep else set()
