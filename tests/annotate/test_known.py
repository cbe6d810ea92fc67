"""What the lists know, and that they would rather say nothing than guess."""

import multiprocessing
import pickle
import re
import threading
import time
from functools import partial
from itertools import count

import pytest

from sayso.annotate.known import SHIPPED, Actors, actors
from sayso.annotate.known.naming import fold, loose, office
from sayso.annotate.known.nouns import noun
from sayso.errors import SaysoError


@pytest.mark.parametrize("name", ["Sergey Lavrov", "SERGEI LAVROV", "Sergei  Lavrov", "Serguei Lavrov"])
def test_a_person_is_found_in_any_case_and_transliteration(name):
    found = actors().person(name, "2016-09-30")
    assert (found.id, found.name, found.country, found.gender) == ("Q58217", "Sergey Lavrov", "RUS", "m")


@pytest.mark.parametrize(
    ("name", "wikidata"),
    [
        ("Donald J. Trump", "Q22686"),
        ("J. D. Vance", "Q28935729"),
        ("Jean-Yves Le Drian", "Q559040"),
        ("Abdel Fattah al-Sisi", "Q307871"),
    ],
)
def test_initials_hyphens_and_articles_do_not_matter(name, wikidata):
    assert actors().person(name, "2025-03-01").id == wikidata


def test_one_who_is_in_office_is_meant_before_a_namesake():
    assert actors().person("George Bush", "2004-05-01").id == "Q207"


@pytest.mark.parametrize("name", ["John Smith", "Michael Brown", "Jeff Smith", "David Anderson", "Ali", "Putin", ""])
def test_a_name_that_many_have_is_nobody(name):
    assert actors().person(name, "2016-05-01") is None
    assert actors().person(name) is None


def test_initials_tell_two_presidents_apart():
    assert actors().person("George H.W. Bush", "2004-05-01").name == "George H. W. Bush"
    assert actors().person("George W. Bush", "2004-05-01").id == "Q207"
    assert actors().person("Hillary Rodham Clinton", "2016-05-01").id == "Q6294"


def test_a_little_known_person_of_a_state_that_is_not_spoken_of_is_not_meant():
    assert actors().person("John Oliver", "2016-05-01", among={"CAN"}).country == "CAN"
    assert actors().person("John Oliver", "2016-05-01", among={"USA"}) is None
    assert actors().person("Vladimir Putin", "2016-05-01", among={"USA"}).id == "Q7747"


def test_nobody_is_named_before_growing_up():
    assert actors().person("Kristi Noem", "1980-01-01") is None


@pytest.mark.parametrize(
    ("role", "country", "day", "name"),
    [
        ("foreign minister", "RUS", "2016-09-30", "Sergey Lavrov"),
        ("Minister of Foreign Affairs", "RUS", "2010-01-01", "Sergey Lavrov"),
        ("the Russian foreign minister", None, "2025-10-07", "Sergey Lavrov"),
        ("secretary of state", "USA", "2016-03-03", "John Kerry"),
        ("U.S. Secretary of State", None, "2025-03-03", "Marco Rubio"),
        ("president", "USA", "2016-10-10", "Barack Obama"),
        ("president", "USA", "2017-01-20", "Donald Trump"),
        ("vice president", "USA", "2016-10-10", "Joe Biden"),
        ("Prime Minister", "GBR", "2016-10-10", "Theresa May"),
        ("British foreign secretary", None, "2016-10-10", "Boris Johnson"),
        ("home secretary", "GBR", "2016-10-10", "Amber Rudd"),
        ("chancellor", "DEU", "2016-10-10", "Angela Merkel"),
        ("premier", "CHN", "2016-10-10", "Li Keqiang"),
        ("FBI director", None, "2016-10-10", "James Comey"),
        ("FBI director", "USA", "2016-10-10", "James Comey"),
        ("director of the CIA", None, "2016-10-10", "John Brennan"),
        ("secretary-general", "org:united-nations", "2016-10-10", "Ban Ki-moon"),
        ("president of the European Commission", None, "2016-10-10", "Jean-Claude Juncker"),
        ("president", "UKR", "2016-10", "Petro Poroshenko"),
        ("supreme leader", "IRN", "2016", "Ali Khamenei"),
    ],
)
def test_an_office_has_its_holder_of_the_day(role, country, day, name):
    assert actors().holder(role, country, day).name == name


@pytest.mark.parametrize(
    ("role", "country", "day"),
    [
        ("president", "USA", "2017"),  # two of them
        ("president", "USA", None),
        ("president", None, "2016-10-10"),
        ("deputy foreign minister", "RUS", "2016-10-10"),  # there are several
        ("president", "AFG", "2025-10-10"),  # the last one left years before
        ("health minister", "GBR", "2026-10-10"),  # the list is of 2022
        ("emperor", "FRA", "2016-10-10"),
        ("president", "NOR", "2016-10-10"),
    ],
)
def test_an_office_without_exactly_one_known_holder_has_none(role, country, day):
    assert actors().holder(role, country, day) is None


@pytest.mark.parametrize("day", ["yesterday", "20x6-01-01"])
def test_a_day_that_is_none_is_said(day):
    with pytest.raises(SaysoError, match="no date"):
        actors().holder("president", "USA", day)


@pytest.mark.parametrize(
    ("word", "code", "known_by"),
    [
        ("Russia", "RUS", "name"), ("Russian", "RUS", "adjective"), ("Russians", "RUS", "people"),
        ("Moscow", "RUS", "capital"), ("the United States", "USA", "name"), ("U.S.", "USA", "name"), ("US", "USA", "name"),
        ("America", "USA", "name"), ("Britain", "GBR", "name"), ("U.K.", "GBR", "name"), ("UAE", "ARE", "name"),
        ("Kiev", "UKR", "capital"), ("Kyiv", "UKR", "capital"), ("Tehran", "IRN", "capital"),
        ("Palestinian", "PSE", "adjective"), ("Afghans", "AFG", "people"), ("Chinese", "CHN", "adjective"),
        ("Dutch", "NLD", "adjective"), ("French", "FRA", "adjective"), ("Côte d’Ivoire", "CIV", "name"),
        ("Ivory Coast", "CIV", "name"), ("South Korean", "KOR", "adjective"), ("Washington", "USA", "capital"),
        ("Congolese", "COD", "adjective"), ("Danes", "DNK", "people"), ("New Zealand", "NZL", "name"),
        ("Burmese", "MMR", "adjective"),
    ],
)  # fmt: skip
def test_a_state_is_known_by_name_adjective_people_and_capital(word, code, known_by):
    found = actors().country(word)
    assert (found.id, found.country, found.type, found.known_by) == (f"country:{code}", code, "place", known_by)


@pytest.mark.parametrize("word", ["us", "Us", "Georgetown", "Springfield", "russian-speaking", "", "NATO", "Korean"])
def test_what_is_no_state_is_none(word):
    assert actors().country(word) is None


@pytest.mark.parametrize(
    ("word", "identity", "country"),
    [
        ("NATO", "org:nato", None), ("U.N.", "org:united-nations", None), ("United Nations", "org:united-nations", None),
        ("the Taliban", "org:taliban", "AFG"), ("Hizbollah", "org:hezbollah", "LBN"), ("EU", "org:european-union", None),
        ("European Commission", "org:european-commission", None), ("F.B.I.", "org:fbi", "USA"),
        ("the Kremlin", "org:kremlin", "RUS"), ("White House", "org:white-house", "USA"),
        ("Pentagon", "org:pentagon", "USA"), ("State Department", "org:us-state-department", "USA"),
        ("The New York Times", "org:new-york-times", "USA"), ("New York Times", "org:new-york-times", "USA"),
        ("WHO", "org:who", None), ("Al-Qaida", "org:al-qaeda", None),
    ],
)  # fmt: skip
def test_an_organisation_is_known_by_its_names(word, identity, country):
    found = actors().organisation(word)
    assert (found.id, found.type, found.country) == (identity, "organisation", country)


def test_a_seat_is_said_to_be_one():
    assert actors().organisation("Downing Street").known_by == "seat"


@pytest.mark.parametrize("word", ["who", "ice", "Time", "Green Party", "Russia", "Osama bin Laden", "May 15"])
def test_what_is_no_organisation_or_several_is_none(word):
    assert actors().organisation(word) is None


def test_no_organisation_of_the_lists_is_a_person():
    assert actors().organisation("Fumihiro Joyu") is None


def test_given_names_tell_gender_where_nearly_all_agree():
    told = {
        name: actors().given(name)
        for name in ("Sergei", "Maria", "María", "Donald", "Angela", "Jean-Claude", "Andrea", "Kim", "Xyz")
    }
    assert told == {
        "Sergei": "m", "Maria": "f", "María": "f", "Donald": "m", "Angela": "f", "Jean-Claude": "m", "Andrea": None, "Kim": None,
        "Xyz": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "head", "kind"),
    [
        ("a former aide to Mr. Bush", "aide", "person"), ("White House chief of staff", "chief of staff", "person"),
        ("Secretary of State", "secretary of state", "person"), ("the president's mother", "mother", "person"),
        ("editor-in-chief of the paper", "editor in chief", "person"),
        ("members of Congress", "members of congress", "person"), ("voters in Iowa", "voters", "group"),
        ("police", "police", "group"), ("Russia’s foreign ministry", "foreign ministry", "organisation"),
        ("the campaign", "campaign", "organisation"), ("a lawsuit filed Monday", "lawsuit", "document"),
        ("an op-ed", "op ed", "document"), ("a new poll of likely voters", "poll", "document"),
        ("actor/director", "director", "person"),
    ],
)  # fmt: skip
def test_a_noun_phrase_has_a_head_of_a_kind(words, head, kind):
    found = noun(words)
    assert (found.head, found.kind) == (head, kind)
    assert actors().role(words) == found


@pytest.mark.parametrize("words", ["bananas", "", "the", "of", "!?"])
def test_other_words_are_no_role(words):
    assert noun(words) is None


def test_a_noun_tells_gender_number_and_anonymity():
    assert (noun("spokesman").gender, noun("spokeswoman").gender, noun("spokesperson").gender) == ("m", "f", None)
    assert noun("spokesmen").plural and noun("attorneys general").plural and not noun("attorney general").plural
    assert noun("two senior officials").anonymous and noun("a campaign aide").anonymous and not noun("senator").anonymous
    assert noun("foreign minister").high and not noun("minister").high
    assert noun("lawyer").relation and not noun("senator").relation


def test_every_noun_is_listed_once():
    text = (SHIPPED.parent / "roles.toml").read_text(encoding="utf-8").partition("[person]")[2]
    entries = [entry.partition(" / ")[0] for entry in re.findall(r'"([^"]+)"', text)]
    assert len(set(entries)) > 1000
    assert all(noun(entry) for entry in entries)


def test_names_are_folded_alike():
    assert (
        fold("Ban Ki-moon") == fold("BAN KI MOON")
        and fold("J. D. Vance") == fold("JD Vance")
        and fold("Łukasz Ørn") == "lukasz orn"
    )
    assert loose("volodymyr zelenskyy") == loose("volodymyr zelensky")


def test_offices_are_worded_alike():
    assert office("Minister for Foreign Affairs") == office("foreign minister") == office("Foreign Secretary", "GBR")
    assert office("Secretary of State", "USA") == office("foreign minister", "USA") != office("Foreign Secretary", "IND")
    assert office("Minister of State for Defence", "GBR") != office("Defence Secretary", "GBR")


# Users' own lists

HEADER = "name,id,type,country,aliases,from,to,role\n"


@pytest.fixture
def own(tmp_path):
    def read(text):
        path = tmp_path / "own.csv"
        path.write_text(text, encoding="utf-8")
        return actors().with_csv(path)

    return read


def test_a_users_own_list_comes_first(own):
    lists = own(
        HEADER + "Zabihullah Mujahid,Q1,person,AFG,Zabiullah Mujahid; Z. Mujahid,2021-08-17,,spokesman\n"
        "Ministry of Silly Walks,,organisation,GBR,MSW,,,\nSergey Lavrov,Q2,,,,,,\n"
    )
    assert lists.person("zabiullah mujahid", "2025-01-01").id == "Q1"
    assert lists.holder("Afghan spokesman", None, "2025-01-01").id == "Q1"
    assert lists.holder("Afghan spokesman", None, "2020-01-01") is None
    assert lists.organisation("MSW").id == "ministry-of-silly-walks"
    assert lists.person("Sergei Lavrov").id == "Q2"
    assert lists.country("Russia").country == "RUS"
    assert actors().person("Sergei Lavrov").id == "Q58217"


def test_an_own_holder_takes_the_place_of_the_lists(own):
    lists = own(HEADER + "Ann Other,,person,USA,,2016-06-01,2016-12-31,president\n")
    assert lists.holder("president", "USA", "2016-10-10").name == "Ann Other"
    assert lists.holder("president", "USA", "2018-10-10").name == "Donald Trump"


def test_columns_that_are_not_needed_may_be_missing(own):
    assert own("name\nAnn Other\n").person("Ann Other").id == "ann-other"


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("id,type\nQ1,person\n", 1, "only name must be there"),
        ("name,colour\nA B,red\n", 1, "no column colour"),
        (HEADER + "A B,Q1,robot,,,,,\n", 2, "person, organisation"),
        (HEADER + "A B,Q1,,,,,,\nC D,,,Germany,,,,\n", 3, "three capitals"),
        (HEADER + ",Q1,,,,,,\n", 2, "take the line out"),
        (HEADER + "A B,Q1,,DEU,,01.02.2016,,\n", 2, "YYYY-MM-DD"),
        (HEADER + "A B,Q1,,DEU,,2016-02-01,2015-01-01,\n", 2, "exchange"),
        (HEADER + "A B,Q1,,,,,,president\n", 2, "fill the column country"),
        (HEADER + "A B,Q1,,DEU,x,y,z,w,v\n", 2, "quote a field"),
        (HEADER + "A B,Q1\n", 2, "quote a field"),
        ("", 1, "only name must be there"),
    ],
)
def test_a_wrong_row_is_named_with_its_remedy(own, text, line, remedy):
    with pytest.raises(SaysoError, match=rf"own\.csv, line {line}: .*{remedy}"):
        own(text)


def test_a_list_that_cannot_be_read_is_said(tmp_path):
    with pytest.raises(SaysoError, match=r"none\.csv: cannot be read .* CSV in UTF-8"):
        actors().with_csv(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("name\nJosé X\n".encode("latin-1"))
    with pytest.raises(SaysoError, match=r"latin\.csv: cannot be read"):
        actors().with_csv(tmp_path / "latin.csv")


# The file


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(SaysoError, match="lists of actors are missing"):
        Actors(tmp_path / "none.sqlite")


def test_threads_may_share_the_lists():
    lists, found = Actors(), []
    work = [threading.Thread(target=lambda: found.append(lists.person("Sergey Lavrov", "2016-09-30").id)) for _ in range(8)]
    for one in work:
        one.start()
    for one in work:
        one.join()
    assert found == ["Q58217"] * 8


def test_processes_may_share_the_lists():
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(partial(Actors.person, pickle.loads(pickle.dumps(Actors()))), ["Sergey Lavrov"] * 2)[1].id == "Q58217"  # noqa: S301


def test_the_file_is_small_and_opens_quickly():
    assert SHIPPED.stat().st_size <= 5_000_000
    start = time.perf_counter()
    Actors().country("Russia")
    assert time.perf_counter() - start < 0.02


def test_looking_up_again_takes_a_few_microseconds():
    lists, turns = Actors(), count()
    lists.person("Sergey Lavrov", "2016-09-30")
    start = time.perf_counter()
    while next(turns) < 2000:
        lists.person("Sergey Lavrov", "2016-09-30")
    assert (time.perf_counter() - start) / 2000 < 30e-6
