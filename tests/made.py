"""Documents annotated by hand, with speakers, acts and times: three reports of the demo's invented world."""

from dataclasses import dataclass

from sayso.records import Document, Entity, Mention, Span, Statement, Time, document_id, statement_id


@dataclass
class Hand:
    """Annotates one text by its words."""

    text: str
    url: str | None = None

    def at(self, *words):
        return tuple(Span(i := self.text.index(w), i + len(w)) for w in words)

    def statement(self, source, cue, content, *, kind="indirect", confidence=0.9, **known):
        roles = [self.at(source) if source else (), self.at(cue) if cue else (), self.at(content)]
        id = statement_id(document_id(self.text, self.url), *roles)
        return Statement(id, *roles, kind, confidence, **known)

    def document(self, *statements, entities, mentions=(), **known):
        return Document(
            document_id(self.text, self.url),
            self.text,
            url=self.url,
            extractor="by hand",
            statements=statements,
            entities=tuple(entities),
            mentions=tuple(Mention(self.at(words)[0], entity, form) for words, entity, form in mentions),
            **known,
        )


def _denial():
    hand = Hand(
        "Foreign Minister Radka Šebelin denied on Tuesday that Karvelia would flood Ourelle. She told reporters in Zdrana "
        "that Benet Orsolo was reportedly misinformed, and did not elaborate.",
        url="https://halyard.example/8",
    )
    tuesday = Time("2026-04-07", "2026-04-07", "day", hand.at("on Tuesday"))
    denied = hand.statement(
        "Foreign Minister Radka Šebelin",
        "denied",
        "that Karvelia would flood Ourelle",
        speaker=("Q901",),
        speaker_type="person",
        act="deny",
        denies=True,
        about=("Q902", "ourelle"),
        said_on=tuesday,
    )
    told = hand.statement(
        "She",
        "told",
        "that Benet Orsolo was reportedly misinformed",
        speaker=("Q901",),
        speaker_type="person",
        act="claim",
        hedged=True,
        evidence="none_given",
        addressees=("reporters@8",),
        about=("benet-orsolo",),
        said_at=hand.at("in Zdrana"),
    )
    people = [
        Entity("Q901", "Radka Šebelin", "person", ("Foreign Minister Šebelin",), "KRV", "Foreign Minister"),
        Entity("Q902", "Karvelia", "place", country="KRV"),
        Entity("ourelle", "Ourelle", "place"),
        Entity("reporters@8", "reporters", "group"),
        Entity("benet-orsolo", "Benet Orsolo", "person"),
    ]
    mentions = [("Radka Šebelin", "Q901", "name"), ("She", "Q901", "pronoun"), ("reporters", "reporters@8", "nominal")]
    return hand.document(
        denied, told, entities=people, mentions=mentions, times=(tuesday,), published="2026-04-08", outlet="Halyard"
    )


def _warning():
    hand = Hand("Officials said Benet A. Orsolo has warned since March that the lake would rise.", url="https://lamp.example/9")
    outer = hand.statement(
        "Officials",
        "said",
        "Benet A. Orsolo has warned since March that the lake would rise",
        speaker=("officials@9",),
        speaker_type="anonymous",
        act="state",
    )
    warned = hand.statement(
        "Benet A. Orsolo",
        "warned",
        "that the lake would rise",
        parent=outer.id,
        speaker=("benet-a-orsolo",),
        speaker_type="person",
        act="warn",
        said_on=Time("2026-03-01", None, "month", hand.at("since March")),
    )
    people = [
        Entity("officials@9", "Officials", "group"),
        Entity("benet-a-orsolo", "Benet A. Orsolo", "person", ("Mr. Orsolo",), "ALD"),
    ]
    return hand.document(outer, warned, entities=people, published="2026-04-09", outlet="The Lamplighter")


def _refusal():
    hand = Hand("Benet Orsolo, an innkeeper, refused to say before Friday whether a bed was free.")
    refused = hand.statement(
        "Benet Orsolo",
        "refused to say",
        "whether a bed was free",
        speaker=("benet-orsolo",),
        speaker_type="person",
        act="other",
        denies=True,
        said_on=Time(None, "2025-01-03", "day", hand.at("before Friday")),
    )
    return hand.document(
        refused, entities=[Entity("benet-orsolo", "Benet Orsolo", "person", role="innkeeper")], published="2025-02"
    )


DENIAL, WARNING, REFUSAL = _denial(), _warning(), _refusal()
MADE = (DENIAL, WARNING, REFUSAL)
