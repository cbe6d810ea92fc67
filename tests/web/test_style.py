"""The style sheet's colours can be read, by day and by night: what a browser's checker cannot see through tints."""

import re
from pathlib import Path

import pytest

from sayso.web import view

SHEET = (Path(view.__file__).parent / "static" / "sayso.css").read_text(encoding="utf-8")
DAY, NIGHT = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in SHEET.split("*, ::before")[0].split("@media"))


def brightness(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    lighter, darker = sorted((brightness(a), brightness(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_text_stands_out_from_what_is_behind_it(colours):
    for text in ("ink", "soft", "link", "denies"):
        for behind in ("paper", "raised"):
            assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind)
    for role in ("source", "cue", "content"):
        for tint in ("tint", "lit"):
            assert contrast(colours["ink"], colours[f"{role}-{tint}"]) >= 7, (role, tint)
            assert contrast(colours["soft"], colours[f"{role}-tint"]) >= 4.5


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_lines_stand_out_from_the_paper(colours):
    for line in ("source", "cue", "content"):
        assert contrast(colours[line], colours[f"{line}-tint"]) >= 3


def test_night_has_every_colour_of_the_day():
    assert DAY.keys() == NIGHT.keys()


def test_nothing_is_fetched_from_elsewhere():
    assert "url(" not in SHEET
    assert "@import" not in SHEET
