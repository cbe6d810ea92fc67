"use strict";
// What pages do beyond being read: statements light up beside their words, and the keyboard walks them.
// Every page can be read, searched and linked to without this.

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
const all = (selector, within = document) => /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);

const wide = matchMedia("(min-width: 60rem)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const GAP = 6; // pixels between two cards

/**
 * Where cards stand so that none covers another: the fixed one where it is wanted, the others as near to that as can be.
 * @param {number[]} wanted @param {number[]} height @param {number} fixed its index, or -1 @returns {number[]}
 */
function placed(wanted, height, fixed) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const anchor = Math.max(order.indexOf(fixed), 0);
  const places = [...wanted];
  for (let at = anchor - 1; at >= 0; at--) {
    const [i, below] = [order[at], order[at + 1]];
    places[i] = Math.min(wanted[i], places[below] - height[i]);
  }
  let edge = 0; // what was pushed beyond the top comes down again, and pushes others
  for (const i of order) {
    places[i] = Math.max(places[i], edge);
    edge = places[i] + height[i];
  }
  return places;
}

/** An article: its words and its cards by the numbers of statements. */
function reading(/** @type {HTMLElement} */ article) {
  const cards = all(".card", article).sort((a, b) => Number(a.dataset.n) - Number(b.dataset.n));
  if (!cards.length) return null;
  /** @type {Map<string, HTMLElement[]>} */
  const words = new Map(cards.map((card) => [card.dataset.n ?? "", []]));
  for (const word of all(".w[data-s]", article)) for (const n of of(word)) words.get(n)?.push(word);
  for (const sign of all(".n", article)) words.get(sign.dataset.n ?? "")?.push(sign);
  let active = cards.findIndex((card) => card.classList.contains("on"));

  function of(/** @type {HTMLElement} */ word) {
    return (word.dataset.s ?? "").split(" ");
  }

  function mark(/** @type {number} */ index, /** @type {string} */ look, /** @type {boolean} */ on) {
    const card = cards[index];
    if (!card) return;
    card.classList.toggle(look, on);
    for (const word of words.get(card.dataset.n ?? "") ?? []) word.classList.toggle(look === "on" ? "lit" : look, on);
  }

  /** The cards in the margin, each as near to its words as the others allow, the active one exactly beside them. */
  function lay() {
    article.classList.add("laid");
    if (!wide.matches) {
      for (const card of cards) card.style.transform = "";
      article.style.minHeight = "";
      return;
    }
    const column = article.querySelector(".block");
    const beside = column ? getComputedStyle(column).gridTemplateColumns.split(" ")[1] : "";
    article.style.setProperty("--beside", beside ?? "");
    const top = article.getBoundingClientRect().top;
    const wanted = cards.map((card) => {
      const first = words.get(card.dataset.n ?? "")?.find((word) => word.classList.contains("content"));
      return (first ?? card).getClientRects()[0].top - top - 4;
    });
    const height = cards.map((card) => card.offsetHeight + GAP);
    const places = placed(wanted, height, active);
    cards.forEach((card, i) => (card.style.transform = `translateY(${Math.round(places[i])}px)`));
    article.style.minHeight = `${Math.ceil(Math.max(...places.map((place, i) => place + height[i])))}px`;
  }

  function inSight(/** @type {HTMLElement} */ word) {
    const box = word.getBoundingClientRect();
    return box.top > innerHeight * 0.12 && box.bottom < innerHeight * 0.7;
  }

  function choose(/** @type {number} */ index, /** @type {boolean} */ go) {
    mark(active, "on", false);
    active = index;
    mark(active, "on", true);
    const id = cards[active]?.dataset.id;
    history.replaceState(history.state, "", location.pathname + (id ? `?statement=${id}` : ""));
    lay();
    if (!cards[active]) return;
    if (go) cards[active].focus({ preventScroll: true });
    const word = words.get(cards[active].dataset.n ?? "")?.find((word) => word.classList.contains("content"));
    if (!word || (wide.matches && (!go || inSight(word)))) return;
    word.scrollIntoView({ block: wide.matches ? "center" : "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }

  article.addEventListener("click", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    const word = at.closest(".w[data-s], .n, .card");
    if (!(word instanceof HTMLElement)) return;
    if (word.classList.contains("card")) {
      const index = cards.indexOf(word);
      if (at.closest(".close")) return choose(-1, false);
      if (at.closest(".no")) event.preventDefault();
      if (index !== active && !at.closest("a:not(.no), button, summary")) choose(index, at.closest(".no") !== null);
      return;
    }
    event.preventDefault();
    // a word in several statements is first the innermost one's, then that around it
    const own = word.classList.contains("n") ? [word.dataset.n ?? ""] : of(word).reverse();
    const now = own.indexOf(cards[active]?.dataset.n ?? "");
    const next = own[(now + 1) % own.length];
    choose(cards.findIndex((card) => card.dataset.n === next), false);
  });
  for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    for (const name of [on, off]) {
      article.addEventListener(name, (event) => {
        const at = /** @type {HTMLElement} */ (event.target).closest(".w[data-s], .n, .card");
        if (!(at instanceof HTMLElement)) return;
        const n = at.dataset.n ?? of(at).at(-1);
        mark(cards.findIndex((card) => card.dataset.n === n), "hot", name === on);
      });
    }
  }
  article.addEventListener("toggle", lay, true);
  addEventListener("resize", lay);
  wide.addEventListener("change", lay);
  document.fonts?.ready.then(lay);
  mark(active, "on", true);
  lay();
  if (active >= 0 && !location.hash) cards[active].focus({ preventScroll: true });
  return {
    walk: (/** @type {number} */ step) => {
      const next = active < 0 ? nearest(step) : Math.min(Math.max(active + step, 0), cards.length - 1);
      choose(next, true);
    },
    leave: () => choose(-1, false),
    open: () => false, // Enter is the card's own
  };

  /** Where a walk begins: at the first statement on the screen. */
  function nearest(/** @type {number} */ step) {
    const seen = cards.findIndex((card) => (words.get(card.dataset.n ?? "")?.[0]?.getBoundingClientRect().top ?? 0) > 60);
    return step > 0 ? Math.max(seen, 0) : seen < 0 ? cards.length - 1 : Math.max(seen - 1, 0);
  }
}

/** A list of results: which one the keyboard is at is kept, so that Back returns to it. */
function listing(/** @type {HTMLElement[]} */ rows) {
  let at = Number(history.state?.at ?? -1);
  const show = (/** @type {boolean} */ go) => {
    rows.forEach((row, i) => row.classList.toggle("on", i === at));
    if (!go || !rows[at]) return;
    rows[at].focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  show(false);
  return {
    walk: (/** @type {number} */ step) => {
      at = Math.min(Math.max(at + step, 0), rows.length - 1);
      history.replaceState({ ...history.state, at }, "");
      show(true);
    },
    leave: () => {
      at = -1;
      history.replaceState({ ...history.state, at }, "");
      show(false);
    },
    open: () => all("a.go", rows[at])[0]?.click(),
  };
}

async function copy(/** @type {HTMLElement} */ button) {
  const words = document.getElementById(button.dataset.copy ?? "");
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(words?.textContent ?? "");
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(words ?? button); // not allowed here: the words are selected instead
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = label), 1600);
}

function start() {
  const article = document.getElementById("article");
  const rows = all(".result");
  const place = article ? reading(article) : rows.length ? listing(rows) : null;
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button.copy");
    if (button instanceof HTMLElement) copy(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = /** @type {HTMLElement} */ (event.target);
    if (at.matches("input, select, textarea")) {
      if (event.key === "Escape") at.blur();
      return;
    }
    if (event.key === "/") all("input[type=search]")[0]?.focus();
    else if (event.key === "j") place?.walk(1);
    else if (event.key === "k") place?.walk(-1);
    else if (event.key === "Escape") place?.leave();
    else if (event.key === "Enter" && at.matches(".result.on")) place?.open();
    else return;
    event.preventDefault();
  });
}

start();
