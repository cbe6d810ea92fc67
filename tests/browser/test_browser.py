"""Pages in a real Chromium: read, walked by keyboard, searched, landed on, on a desktop and a phone, by everybody."""

import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
from web.evil import EVIL, evil

from browser.made_long import long_article
from sayso.store import Record

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOKS = [{"width": w, "color_scheme": c, "reduced_motion": "reduce"} for w in ("desktop", "phone") for c in ("light", "dark")]
PHONE = {"width": "phone", "has_touch": True}
FIRST_PAINT, WEIGHT = 300, 120_000  # milliseconds, bytes


@pytest.fixture(scope="session")
def dam(record):
    """The demo's first report, with its statements."""
    with Record(record) as opened:
        return opened.document("halyard-0407")


def addresses(dam):
    return [
        "/statements",
        "/statements?words=dam&act=state&denied=&since=2026",
        "/statements?words=nothingofthekind",
        f"/document/{dam.id}",
        f"/statement/{dam.statements[3].id}",
        "/claims",
        "/claims?contested=true",
        f"/claim/{next(s.id for s in dam.statements if 'third step' in dam.quote(s.content))}",
        "/speakers",
        "/speaker/radka-sebelin",
        "/status",
        "/nowhere",
        f"/document/{evil().id}",
    ]


def lit(page):
    return page.locator(".w.lit").all_inner_texts()


def on(page):
    return page.locator(".card.on").get_attribute("data-id")


def settled(page):
    """Once the page has stopped scrolling and its cards moving."""
    page.evaluate(
        "new Promise(done => { let last = -1, same = 0; (function look() {"
        "same = scrollY === last ? same + 1 : 0; last = scrollY; same > 15 ? done() : requestAnimationFrame(look) })() })"
    )


@pytest.mark.parametrize("page", LOOKS, indirect=True, ids=lambda look: "-".join(look.values()))
def test_every_page_can_be_used_by_everybody(page, dam):
    for address in addresses(dam):
        page.goto(address)
        page.evaluate(AXE)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run({runOnly: tags})", tags)["violations"]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found] == [], address


def test_enlarged_four_times_nothing_is_lost(page, dam):
    page.set_viewport_size({"width": 320, "height": 256})
    for address in addresses(dam):
        page.goto(address)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, address


@pytest.mark.parametrize("page", [{}, PHONE], indirect=True, ids=["desktop", "phone"])
def test_j_and_k_walk_the_statements(page, dam):
    page.goto(f"/document/{dam.id}")
    for n in (0, 1, 2, 3):
        page.keyboard.press("j")
        assert on(page) == dam.statements[n].id
        assert page.url.endswith(f"?statement={dam.statements[n].id}")
        assert set(lit(page)) >= {dam.text[s.start : s.end] for s in dam.statements[n].cue}
    page.keyboard.press("k")
    assert on(page) == dam.statements[2].id
    settled(page)
    assert page.evaluate("document.querySelector('.w.lit.content').getBoundingClientRect().top") > 0
    page.keyboard.press("Escape")
    assert page.locator(".card.on").count() == 0
    assert lit(page) == []


def test_the_active_card_stands_beside_its_words_and_no_two_overlap(page):
    page.goto(f"/document/{long_article().id}")
    for _ in range(12):
        page.keyboard.press("j")
    settled(page)
    page.wait_for_timeout(300)  # the cards glide
    word, card = (page.locator(s).first.bounding_box() for s in (".w.lit.content", ".card.on"))
    assert abs(word["y"] - card["y"]) < 16
    assert card["x"] > word["x"] + word["width"]
    boxes = [c.bounding_box() for c in page.locator(".card").all()]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"]


def test_words_and_cards_light_each_other_up(page, dam):
    page.goto(f"/document/{dam.id}")
    page.locator(".w.cue").nth(2).hover()
    number = page.locator(".w.cue").nth(2).get_attribute("data-s")
    assert page.locator(".card.hot").get_attribute("data-n") == number
    page.locator(".card").nth(4).hover()
    assert page.locator(".w.hot").first.get_attribute("data-s") == "5"
    page.locator(".card .name a").nth(6).focus()
    assert page.locator(".card.hot").last.get_attribute("data-n") == "7"


def test_a_word_in_two_statements_is_first_of_the_inner_one_then_of_the_outer(page, record):
    with sqlite3.connect(record) as db:
        inner, outer, document = db.execute(
            "SELECT s.id, p.id, d.id FROM statements s JOIN statements p ON p.number = s.parent "
            "JOIN documents d ON d.number = s.document WHERE s.content <> p.content LIMIT 1"
        ).fetchone()
    db.close()
    page.goto(f"/document/{document}")
    number = page.locator(f".card[data-id='{inner}']").get_attribute("data-n")
    word = page.locator(f".w.deep[data-s$=' {number}']").first
    word.click()
    assert on(page) == inner
    word.click()
    assert on(page) == outer


@pytest.mark.parametrize("page", [{}, PHONE], indirect=True, ids=["desktop", "phone"])
def test_a_link_to_a_statement_lands_on_its_words(page, dam):
    statement = dam.statements[-1]
    page.goto(f"/statement/{statement.id}")
    settled(page)
    assert on(page) == statement.id
    box = page.locator(".w.lit.content").first.bounding_box()
    assert 0 < box["y"] < page.viewport_size["height"]


def test_by_keyboard_alone_from_a_search_to_the_words_and_back(page):
    page.goto("/speakers")
    page.keyboard.press("/")
    page.keyboard.type("zzz")
    page.keyboard.press("Escape")
    page.goto("/status")
    page.keyboard.press("/")
    page.keyboard.type("dam")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statements?words=dam*")
    for _ in range(9):
        page.keyboard.press("j")
    page.keyboard.press("k")
    chosen = page.locator(".result.on").inner_text()
    place = page.evaluate("scrollY")
    assert place > 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/*")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.go_back()
    page.wait_for_url("**/statements?words=dam*")
    assert page.locator(".result.on").inner_text() == chosen
    settled(page)
    assert abs(page.evaluate("scrollY") - place) < 5


def test_back_to_an_article_keeps_the_statement_and_the_place(page, dam):
    page.goto(f"/document/{dam.id}")
    for _ in range(8):
        page.keyboard.press("j")
    settled(page)
    active, place = on(page), page.evaluate("scrollY")
    page.locator(".card.on .name a").click()
    page.wait_for_url("**/speaker/*")
    page.go_back()
    page.wait_for_url("**/document/*")
    settled(page)
    assert on(page) == active
    assert abs(page.evaluate("scrollY") - place) < 5


def test_a_search_is_narrowed_and_widened_by_links(page):
    page.goto("/statements?words=dam")
    page.locator(".facets a", has_text="demand").first.click()
    page.wait_for_url("**act=demand*")
    assert page.locator(".result .act").first.inner_text() == "demands"
    page.get_by_role("link", name="Without act").click()
    page.wait_for_url(lambda url: "act=" not in url)
    page.get_by_text("By speaker, subject, day").click()
    page.get_by_label("Speaker", exact=True).fill("Orsolo")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**speaker=Orsolo*")
    assert set(page.locator(".result .name").all_inner_texts()) == {"Benet Orsolo"}


@pytest.mark.parametrize("page", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True)
def test_a_statement_is_copied_as_a_footnote(page, dam):
    page.goto(f"/document/{dam.id}?statement={dam.statements[3].id}")
    page.get_by_text("Cite", exact=True).locator("visible=true").click()
    page.get_by_role("button", name="Copy").locator("visible=true").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".card.on .footnote").text_content()
    assert dam.statements[3].id in copied


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_a_tap_on_words_shows_their_card_and_one_closes_it(page, dam):
    page.goto(f"/document/{dam.id}")
    assert page.locator(".card:visible").count() == 0
    page.locator(".w.cue").nth(2).tap()
    (card,) = page.locator(".card:visible").all()
    settled(page)
    assert card.bounding_box()["y"] + card.bounding_box()["height"] <= 844
    words = page.locator(".w.lit.content").first.bounding_box()
    assert 0 <= words["y"] < card.bounding_box()["y"]
    page.get_by_role("button", name="Close").locator("visible=true").tap()
    assert page.locator(".card:visible").count() == 0


@pytest.mark.parametrize(
    "page", [{"java_script_enabled": False}, {"java_script_enabled": False, **PHONE}], indirect=True, ids=["desktop", "phone"]
)
def test_without_scripts_pages_are_read_searched_and_linked_to(page, dam):
    page.goto(f"/statement/{dam.statements[3].id}")
    assert page.locator(".card:visible").count() == len(dam.statements)
    assert page.locator(".card.on .more").is_visible()
    assert lit(page)
    page.locator(".n").first.click()
    assert page.locator(".card:target .more").is_visible()
    page.goto("/statements")
    page.get_by_role("searchbox").fill("dam")
    page.get_by_role("button", name="Search").click()
    assert page.locator(".result").count() > 5


def test_what_is_hostile_never_runs(page):
    for address in (
        f"/document/{evil().id}?statement={evil().statements[0].id}",
        "/statements?words=alert",
        "/speakers?words=name",
    ):
        page.goto(address)
        page.keyboard.press("j")
        page.wait_for_timeout(100)
        assert EVIL in page.locator("main").inner_text()
        assert page.locator("main img, main script").count() == 0


def painted(page, address):
    """Milliseconds to the first paint, at best: another process may have the core at any one time."""
    times = []
    for _ in range(5):
        page.goto(address)
        times.append(
            page.evaluate(
                "new Promise(done => new PerformanceObserver(list => done(list.getEntries()[0].startTime))"
                ".observe({type: 'paint', buffered: true}))"
            )
        )
    return min(times)


def test_a_long_article_is_painted_at_once(page):
    article = long_article()
    assert len(article.text.split()) >= 1500
    assert len(article.statements) == 60
    assert painted(page, f"/document/{article.id}") < FIRST_PAINT


def test_a_long_article_is_light(page):
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(f"/document/{long_article().id}", wait_until="networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) < WEIGHT
