"""A document with a script in every field that has text."""

from dataclasses import replace

from made import Hand

from sayso.records import Appearance, Entity, Time

EVIL = """<script>alert(1)</script><img src=x onerror=alert(2)>" onfocus="alert(3)" '{{ 7 * 7 }}"""


def evil():
    """The document."""
    hand = Hand(
        f"{EVIL} title\n\nThe {EVIL} of Zdrana said on Tuesday in {EVIL}: “No {EVIL}.”", url=f"javascript:alert('{EVIL}')"
    )
    evils = {name: f"{EVIL} {name}" for name in ("outlet", "title", "byline", "language", "media_type", "source_id")}
    said = hand.statement(
        f"The {EVIL} of Zdrana",
        "said",
        f"“No {EVIL}.”",
        kind="direct",
        speaker=(f"{EVIL} id",),
        about=(f"{EVIL} id",),
        addressees=(f"{EVIL} id",),
        said_on=Time("2026-04-07", "2026-04-07", "day", hand.at("on Tuesday")),
        said_at=hand.at(f"in {EVIL}"),
    )
    who = Entity(f"{EVIL} id", f"{EVIL} name", "person", (f"{EVIL} alias",), role=f"{EVIL} role", country="ZZZ")
    document = hand.document(said, entities=[who], published="2026-04-07", **evils)
    also = Appearance(url="javascript:alert(4)", outlet=f"{EVIL} also", source_id="also")
    return replace(document, appearances=(also,), extractor=f"{EVIL} extractor")
