"""A long article with a great many statements."""

from made import Hand

from sayso.records import Entity


def long_article(statements=60, words=1500):
    """An article of as many statements and words."""
    lines, marks = [], []
    for n in range(statements):
        filler = f"the number {n} " + "held by the clerk and the warden " * 3
        said = f"Keeper{n} reported{n} that {filler.strip()}{n}"
        marks.append((f"Keeper{n}", f"reported{n}", f"that {filler.strip()}{n}"))
        lines.append(said + ("." if n % 2 else ".\n"))
    hand = Hand("\n".join(lines) + "\nRain" + " fell" * max(0, words - len(" ".join(lines).split())) + ".")
    made = [hand.statement(*mark, speaker=(f"keeper{n}",), act="report") for n, mark in enumerate(marks)]
    people = [Entity(f"keeper{n}", f"Keeper{n}", "person", role="keeper of the lock") for n in range(statements)]
    return hand.document(*made, entities=people, published="2026-03-01", outlet="Halyard", title="A long day at the lock")
