"""Reports of the demo's invented world, written sentence by sentence with the statements that stand in them."""

from sayso.records import Document, Entity, Span, Statement, document_id, statement_id

PEOPLE = {
    e.name: e
    for e in (
        Entity("Q901", "Radka Šebelin", "person"),
        Entity("benet-orsolo", "Benet Orsolo", "person"),
        Entity("marta-drozen", "Marta Drozen", "person"),
        Entity("marta-k-drozen", "Marta K. Drozen", "person"),
        Entity("karvelia", "Karvelia", "place"),
        Entity("officials@1", "Officials", "group"),
    )
}
ASKED = "that Karvelia had asked Aldesca for the second key to the dam"
ASKED_TOO = "that Karvelia asked for the second key to Aldesca's dam"
NOT_ASKED = "that Karvelia had not asked Aldesca for the second key to the dam"
OVERFILLED = "that the lake behind the dam had been overfilled since winter"
WIRE = (
    "The lake behind the Skarn dam rose by another four centimetres overnight and now stands within sight of the church's third "
    "step. Fishermen have moved their boats to the upper meadow and the school has sent its books to the mill. "
    "The ferry to Zdrana was cancelled for the second day because nobody could find the landing stage under the water."
)


class Article:
    """A document written sentence by sentence, with the statements that stand in it."""

    def __init__(self, **known):
        self.text, self.told, self.known = "", [], known

    def prose(self, text):
        self.text += f"{text}\n\n"
        return self

    def says(self, speaker, cue, content, *, source=None, within=None, **known):
        """A sentence; `within`: the place of the statement in whose content this one stands, whose text is not repeated."""
        if within is None:
            self.prose(f"{source or speaker} {cue} {content}.")
        at, spans = (0 if within is None else self.told[within]["roles"][2][0].start), []
        for words in (source or speaker, cue, content):
            start = self.text.rindex(words) if within is None else self.text.index(words, at)
            spans.append((Span(start, start + len(words)),))
        self.told.append({"roles": spans, "speaker": speaker, "within": within, **known})
        return self

    def made(self):
        id = document_id(self.text, self.known.get("url"))
        statements, ids = [], [statement_id(id, *one["roles"]) for one in self.told]
        for own, one in zip(ids, self.told, strict=True):
            roles, speaker, within = one.pop("roles"), one.pop("speaker"), one.pop("within")
            person = PEOPLE.get(speaker)
            known = {
                "kind": "direct" if self.text[roles[2][0].start] == "“" else "indirect",
                "confidence": 0.9,
                "act": "state",
                "speaker": (person.id,) if person else (),
                "speaker_type": "unknown" if not person else "person" if person.type == "person" else "anonymous",
                "parent": None if within is None else ids[within],
                **one,
            }
            statements.append(Statement(own, *roles, **known))
        entities = tuple(PEOPLE.values())
        return Document(id, self.text, extractor="by hand", statements=tuple(statements), entities=entities, **self.known)


def article(day, outlet, *told, before="", **known):
    """A report of one day: statements as (speaker, cue, content), or with what is known of them."""
    written = Article(published=f"2026-04-{day:02}", outlet=outlet, **known)
    if before:
        written.prose(before)
    for one in told:
        written.says(*one[:3], **(one[3] if len(one) > 3 else {}))
    return written.made()


def news():
    """A week of reports that hold one link of each kind at least, in order of date."""
    deny = {"act": "deny", "denies": True}
    return [
        article(1, "Halyard", ("Benet Orsolo", "said", ASKED, {"about": ("karvelia",)}), before=WIRE),
        article(2, "Lamplighter", ("Marta Drozen", "said", ASKED_TOO), before=f"Water Rises Again\n\n{WIRE}"),
        article(3, "Courier", ("Radka Šebelin", "said", NOT_ASKED)),
        article(4, "Halyard", ("Benet Orsolo", "said", "“The gate stays shut, and the lamp on the bridge burns until spring”")),
        article(5, "Courier", ("Benet Orsolo", "said", "“The gate stays open, and the lamp on the bridge burns until spring”")),
        article(
            6,
            "Harbor",
            ("Marta Drozen", "accused", "Karvelia of hiding four barrels of eels", {"act": "accuse"}),
            ("Radka Šebelin", "denied", "the allegation", deny),
            ("Benet Orsolo", "confirmed", "the accusation", {"act": "confirm"}),
        ),
        article(7, "Harbor", ("Radka Šebelin", "said", OVERFILLED)),
        article(8, "Harbor", ("Radka Šebelin", "denied", OVERFILLED, deny)),
    ]
