/**
 * Words chosen in the article, by pointer, by touch or by keyboard: where they stand, and what they can become. A click never creates anything.
 * @typedef {import("./client.js").Place} Place
 */
import { article, post, reason } from "./client.js";
import { button, element } from "./elements.js";
import { desk, host, say, whisper } from "./frame.js";

/** What is on the page and not the article's own words. */
const ADDED = ".ref, .nb, .side, .h-sides, .dk-h, .vh, sup.footnote-ref";
const AROUND = 80;

/** What chosen words can become: label, key, and what is done. @type {[string, string, (place: Place) => void][]} */
export const kinds = [];
/** A form that is open and can take other words. @type {{use: ((place: Place) => void) | null}} */
export const open = { use: null };

const tools = element("div", { class: "dk-tools", role: "toolbar", "aria-label": "What are these words?", hidden: true });
host.prepend(element("section", { "aria-label": "Chosen words" }, tools));

/** The article's blocks as elements. @param {Document} [page] @returns {HTMLElement[]} */
export const blocks = (page = document) => /** @type {HTMLElement[]} */ ([...page.querySelectorAll(".text > :not(.about, .dk-panel, .sides-list, .margin)")]);

/** The article's own words in a range. @param {Range} range */
function wordsIn(range) {
  const part = range.cloneContents();
  for (const added of part.querySelectorAll(ADDED)) added.remove();
  return part.textContent ?? "";
}

/** The article's own words in a block. @param {Element} block */
export function wordsOf(block) {
  const range = document.createRange();
  range.selectNodeContents(block);
  return wordsIn(range);
}

/** @param {Node} node */
const blockOf = (node) => blocks().find((block) => block.contains(node));

/** Selected words with the words around them; null where nothing of the article is selected. */
function selected() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const block = blockOf(range.startContainer);
  if (!block) return null;
  const inner = (range.startContainer.parentElement ?? block).closest("li, td, th, dd, dt, p, figcaption");
  const part = inner && block.contains(inner) ? inner : block; // an item or a cell ends a quote as a paragraph does
  const isCut = !part.contains(range.endContainer);
  if (isCut) range.setEnd(part, part.childNodes.length);
  const [before, after] = [document.createRange(), document.createRange()];
  before.setStart(block, 0);
  before.setEnd(range.startContainer, range.startOffset);
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(block, block.childNodes.length);
  const words = wordsIn(range);
  return words.trim() ? { words, before: wordsIn(before).slice(-AROUND), after: wordsIn(after).slice(0, AROUND), isCut, range } : null;
}

/** Text nodes of the article's own words in an element. @param {Element} parent @returns {Text[]} */
function textsOf(parent) {
  const walker = document.createTreeWalker(parent, NodeFilter.SHOW_TEXT, (node) => (node.parentElement?.closest(ADDED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  const found = [];
  while (walker.nextNode()) found.push(/** @type {Text} */ (walker.currentNode));
  return found;
}

/** Where a place stands on the page; null where it is not seen. @param {Place} place @returns {Range | null} */
export function rangeOf(place) {
  const squeeze = (/** @type {string} */ text) => text.replace(/\s+/g, "");
  const [wanted, before] = [squeeze(place.words), squeeze(place.before)];
  for (const block of blocks()) {
    /** @type {[Text, number][]} the place of every visible character */
    const characters = [];
    for (const text of textsOf(block)) for (let at = 0; at < text.data.length; at++) if (text.data[at].trim()) characters.push([text, at]);
    const whole = characters.map(([text, at]) => text.data[at]).join("");
    const start = whole.indexOf(before + wanted);
    if (start < 0) continue;
    const range = document.createRange();
    const [first, last] = [characters[start + before.length], characters[start + before.length + wanted.length - 1]];
    range.setStart(...first);
    range.setEnd(last[0], last[1] + 1);
    return range;
  }
  return null;
}

/** Marks chosen words with the flash colour, without touching the page. @param {Place | null} place */
export function paint(place) {
  const range = place && rangeOf(place);
  if (!CSS.highlights) return;
  if (range) CSS.highlights.set("dk-chosen", new Highlight(range));
  else CSS.highlights.delete("dk-chosen");
}

const WHY = {
  nowhere: "These words are not in the article's text as it is saved.",
  struck: "Some of these words are struck out. A struck ‘not’ would turn the claim round. Choose others.",
  empty: "There are no words here.",
};

/** Asks where words stand. Says why they cannot be used. @param {{words: string, before: string, after: string}} asked @returns {Promise<Place | null>} */
export async function locate({ words, before, after }) {
  const answer = await post("locate", { article, words, before, after });
  if (!answer.ok) return say(reason(answer)), null;
  if (answer.data.why) return say(WHY[/** @type {keyof typeof WHY} */ (answer.data.why)]), null;
  return answer.data;
}

/** Moves an end of a place by a word. @param {Place} place @param {number} startBy @param {number} endBy @returns {Promise<Place | null>} */
export async function step(place, startBy, endBy) {
  const answer = await post("step", { article, start: place.start, end: place.end, start_by: startBy, end_by: endBy });
  if (!answer.ok) return say(reason(answer)), null;
  if (answer.data.why) return say(WHY[/** @type {keyof typeof WHY} */ (answer.data.why)]), null;
  whisper(answer.data.words);
  return answer.data;
}

/** Two pairs of buttons that move the ends of a place. @param {() => Place} place @param {(place: Place) => void} onmove */
export function stepper(place, onmove) {
  const move = (/** @type {number} */ startBy, /** @type {number} */ endBy) => async () => {
    const next = await step(place(), startBy, endBy);
    if (next) onmove(next);
  };
  const pair = (/** @type {string} */ label, /** @type {(by: number) => () => void} */ by) =>
    element("span", { class: "dk-ends", role: "group", "aria-label": label }, label, button("‹", by(-1), { "aria-label": `${label} one word earlier` }), button("›", by(1), { "aria-label": `${label} one word later` }));
  return element("div", { class: "dk-adjust" }, pair("Begin", (by) => move(by, 0)), pair("End", (by) => move(0, by)));
}

// ---- the toolbar

/** @type {ReturnType<typeof selected>} */
let chosen = null;

/** @param {(place: Place) => void} act */
const use = (act) => async () => {
  const asked = chosen;
  hideTools();
  getSelection()?.removeAllRanges();
  const place = asked && (await locate(asked));
  if (!place) return;
  if (asked?.isCut) say("A quote ends with its paragraph, item or cell; the words after it were left out.");
  else if (place.widened) say("Widened to whole words.");
  else say(""); // why other words were refused is no matter any more
  act(place);
};

/** @param {NonNullable<ReturnType<typeof selected>>} selection */
function showTools(selection) {
  chosen = selection;
  const into = open.use;
  const entries = into ? [button("Use these words", use(into)), ...kinds.slice(0, 2).map(toolOf)] : kinds.map(toolOf);
  tools.replaceChildren(...entries);
  for (const [number, one] of entries.entries()) one.tabIndex = number ? -1 : 0;
  tools.hidden = false;
  placeTools(selection.range);
}

/** Puts the toolbar above the words, or below where there is no room. @param {Range} range */
function placeTools(range) {
  const rects = [...range.getClientRects()];
  const [first, last] = [rects[0] ?? range.getBoundingClientRect(), rects.at(-1) ?? range.getBoundingClientRect()];
  const isCoarse = matchMedia("(pointer: coarse)").matches; // there the system's own menu stands above the words
  const above = first.top - tools.offsetHeight - 8;
  const top = !isCoarse && above > 4 ? above : last.bottom + (isCoarse ? 28 : 8);
  tools.style.left = `${Math.max(8, Math.min(first.left, document.documentElement.clientWidth - tools.offsetWidth - 8))}px`;
  tools.style.top = `${Math.min(top, innerHeight - tools.offsetHeight - 56)}px`;
}

/** @param {[string, string, (place: Place) => void]} kind */
const toolOf = ([label, key, act]) => button(label, use(act), { "aria-keyshortcuts": desk.singleKeys ? key.toUpperCase() : null }, desk.singleKeys ? element("kbd", { "aria-hidden": "true" }, key.toUpperCase()) : null);

export function hideTools() {
  tools.hidden = true;
  chosen = null;
}

let settle = 0;
document.addEventListener("selectionchange", () => {
  if (!desk.isOn) return;
  clearTimeout(settle);
  settle = setTimeout(() => {
    if (host.contains(document.activeElement) && !tools.hidden) return;
    const selection = selected();
    if (selection) showTools(selection);
    else hideTools();
  }, 160);
});
addEventListener("scroll", () => chosen && placeTools(chosen.range), { passive: true });

/** The toolbar's keys. Returns whether the event was one. @param {KeyboardEvent} event */
export function toolKey(event) {
  if (tools.hidden) return false;
  const all = /** @type {HTMLButtonElement[]} */ ([...tools.querySelectorAll("button")]);
  const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape") {
    hideTools();
    getSelection()?.removeAllRanges();
  } else if (event.key === "Tab" && at < 0) all[0].focus();
  else if (by && at >= 0) all[(at + by * (document.documentElement.dir === "rtl" ? -1 : 1) + all.length) % all.length].focus();
  else {
    const kind = desk.singleKeys && !event.ctrlKey && !event.metaKey && !event.altKey && kinds.find(([, key]) => key === event.key.toLowerCase());
    if (!kind) return false;
    void use(kind[2])();
  }
  event.preventDefault();
  return true;
}
