"""Dates, acts and addresses as a page says them."""

import pytest

from sayso.records import ACTS
from sayso.web.view import address, day, verb


@pytest.mark.parametrize(
    ("published", "said"),
    [("2026-04-07T16:40:00+02:00", "7 April 2026"), ("2026-04-07", "7 April 2026"), ("2026-04", "April 2026"), ("2026", "2026"),
     ("", ""), (None, "")],
)  # fmt: skip
def test_a_date_is_said_as_precisely_as_it_is_known(published, said):
    assert day(published) == said


def test_an_act_is_said_as_what_the_speaker_does():
    assert [verb(act) for act in ACTS if act != "other"] == [
        "states", "claims", "reports", "confirms", "denies", "accuses", "criticises", "praises", "warns",
        "threatens", "promises", "demands", "proposes", "asks", "predicts", "thinks",
    ]  # fmt: skip
    assert verb("other") == verb(None) == ""


def test_an_id_may_hold_anything_and_still_has_an_address():
    assert address("/speaker/", "a/b?c#d é") == "/speaker/a%2Fb%3Fc%23d%20%C3%A9"
    assert address("/statements", "", speaker="x&y", about=None) == "/statements?speaker=x%26y"
    assert address("/speaker/", "\ud800") == "/speaker/%3F"
