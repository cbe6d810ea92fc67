"""Which language a text is in, without loading a model for English."""

# ruff: noqa: E501
import subprocess
import sys
import time

import pytest

from sayso.sources.language import language

ENGLISH = (
    "The harbor warden said on Tuesday that the sea gate would stay shut until the storm had passed. “Nobody opens it while I hold "
    "the key,” Ida Brom told reporters. “Not the mayor, not the moon.”"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (ENGLISH, "en"),
        (f"Šebelin, Kerbin, Quillon, Orsolo, Volny, Sarrat-Holm: {ENGLISH}", "en"),
        (f"„Niemand öffnet es“, sagte Brom. {ENGLISH}", "en"),
        ("Die Hafenbehörde hat den Vertrag für die Fähre zum dritten Mal verschoben, weil keiner der Bieter gezeigt habe, wie seine "
         "Boote im Winter die Barre überqueren sollen.", "de"),
        ("Le conseil du port a reporté pour la troisième fois le contrat du bac, affirmant qu'aucun des deux candidats n'avait montré "
         "comment ses bateaux passeraient en hiver.", "fr"),
        ("La junta del puerto ha aplazado por tercera vez el contrato del transbordador, diciendo que ninguno de los postores había "
         "demostrado cómo sus barcos pasarían en invierno.", "es"),
        ("Совет порта в третий раз отложил договор о пароме, заявив, что ни один из участников не показал, как его суда будут зимой "
         "проходить через бар, сообщил в понедельник председатель совета порта журналистам.", "ru"),
        ("港务局第三次推迟渡轮合同，称两家投标方均未说明其船只冬季如何越过沙洲。主席周一对成员表示，他宁愿解释空荡荡的码头，也不愿解释沉船。"
         "该市市长没有发表评论，工会则表示没有人向他们索要报告。", "zh"),
        ("The gate wis steekit on Tysday, an the warden didnae ken whaur the key wis. She said that the toun wad hae tae wait or the storm "
         "wis by, for thay wisnae gaun oot in it.", "sco"),
    ],
)  # fmt: skip
def test_the_language_of_a_paragraph(text, wanted):
    assert language(text) == wanted


@pytest.mark.parametrize(
    "text", ["", "Gate Shut", "1 2 3 4 5", "Nein, sagte sie.", "Skarn 3, Zdrana 1; Veldamar 0, Ourelle 4; Merl 1. " * 6]
)
def test_what_is_too_short_or_only_names_is_in_no_language(text):
    assert language(text) is None


def test_english_costs_little_and_no_model():
    article = ENGLISH * 40
    language(article)
    began = time.perf_counter()
    for _ in range(50):
        language(article)
    assert (time.perf_counter() - began) / 50 < 0.003  # seconds; 0.6 ms on two slow cores
    code = f"import sys; from sayso.sources.language import language; print(language({article!r}), 'py3langid' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "en False\n"


def test_a_long_text_costs_no_more_than_its_beginning():
    began = time.perf_counter()
    assert language("a" * 5_000_000) is None
    assert language(ENGLISH * 25_000) == "en"
    assert time.perf_counter() - began < 1
