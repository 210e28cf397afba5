/**
 * The desk's frame: a bar at the foot, and a panel in the margin that holds one form at a time. What is written in a form and not yet saved is kept
 * until it is saved or thrown away, over reloads too.
 * @typedef {import("./client.js").State} State
 * @typedef {import("./client.js").Edit} Edit
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {{key: string, title: string, kicker?: any, body: any, views?: HTMLElement, foot?: any, told?: import("./told.js").Told, focus?: HTMLElement | null, about?: () => Range | Element | null, at?: HTMLElement | null}} Panel
 *   A panel stands in the margin, or in the page in place of the element `at`.
 * @typedef {{key: string, kind: string, about: Plain, values: Plain, base: Record<string, string>, dirty: boolean, conflict?: any, mine?: any, chosen?: any}} Draft
 */
import { article, getState, post, reason, withTold } from "./client.js";
import { button, copyButton, diffView, element } from "./elements.js";

const KEEP = `counterpoint-desk:${article}`;
const root = document.documentElement;

/** Whether there is no page of the article yet: all that needs none is offered then. */
export const standsIn = "standIn" in (document.getElementById("_live")?.dataset ?? {});

/** What was written last, to be said again where the page has to be loaded anew to show it. */
const SAID = `counterpoint-desk-said:${article}`;

/** What the desk knows and shows. */
export const desk = {
  /** @type {State} */ state: { article, sidecar: {}, speakers: {}, sources: {}, languages: [], ratings: {}, digests: {}, public: [], changes: { done: [], undone: [] }, problems: [], blocks: [], lost: [], hidden: false },
  /** @type {Panel | null} */ panel: null,
  /** @type {Map<string, Draft>} */ drafts: new Map(),
  isOn: false,
  singleKeys: localStorage.getItem("counterpoint-desk-keys") !== "off",
};

/** How a draft's form is opened again, by its kind; with values that were chosen between two versions. @type {Record<string, (draft: Draft, chosen?: Plain) => void>} */
export const reopen = {};
/** What shows a draft whose entry was changed elsewhere. @type {{show: (draft: Draft) => void}} */
export const onConflict = { show() {} };
/** Called when the state has come anew. @type {(() => void)[]} */
export const onState = [];

// ---- the bar

const live = element("div", { role: "status", class: "vh" });
const said = element("p", { class: "dk-said" });
const counts = { problems: element("span", { class: "dk-count" }), changes: element("span", { class: "dk-count" }), drafts: element("span", { class: "dk-count" }) };
/** The bar's buttons. Other modules give them their work. */
export const buttons = {
  problems: button("Problems", () => actions.problems(), {}, " ", counts.problems),
  changes: button("Changes", () => actions.changes(), {}, " ", counts.changes),
  undo: button("Undo", () => void undo(false), { "aria-keyshortcuts": "Control+Z" }),
  redo: button("Redo", () => void undo(true), { "aria-keyshortcuts": "Control+Shift+Z" }),
  drafts: button("Not yet written", () => resume(), { class: "dk-drafts" }, " ", counts.drafts),
  words: button("Type words", () => actions.words(), { class: "dk-article" }),
  sides: button("Sides", () => actions.sides()),
  translations: button("Translations", () => actions.translations(), { hidden: true }),
  keys: button("Keys", () => actions.keys(), { class: "dk-wide" }),
  page: element("a", { class: "dk-page", href: "sides/", hidden: true }, "Side by side"),
  off: button("Turn off", () => actions.off(), { "aria-keyshortcuts": "Control+." }),
};
/** What the bar's buttons do. @type {Record<"problems" | "changes" | "words" | "sides" | "translations" | "keys" | "off", () => void>} */
export const actions = { problems() {}, changes() {}, words() {}, sides() {}, translations() {}, keys() {}, off() {} };

/** The bar at the foot of the page. @type {HTMLElement} */
export const bar = element("div", { class: "dk-bar", role: "region", "aria-label": "Desk" }, element("strong", {}, "Desk"), buttons.problems, buttons.changes, element("span", { class: "dk-pair" }, buttons.undo, buttons.redo), buttons.drafts, said, buttons.words, buttons.sides, buttons.translations, buttons.page, buttons.keys, buttons.off);
const panel = element("aside", { class: "dk-panel", hidden: true, "aria-labelledby": "dk-title" });
/** All that the desk adds beside the page. */
export const host = element("div", { id: "_desk-host", class: "dk" }, panel, bar, live);

/** Says something in the bar and to a screen reader, with something to do about it. @param {string} text @param {[string, () => void]} [action] */
export function say(text, action) {
  sessionStorage.removeItem(SAID);
  said.replaceChildren(text, ...(action ? [" ", button(action[0], action[1], { class: "dk-link" })] : []));
  whisper(text);
}

/** Says something to a screen reader only. @param {string} text */
export function whisper(text) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

/** What the last build has found, without what is listed as a quote that has lost its words. */
export const openProblems = () => desk.state.problems.filter(({ code, message }) => !(code.startsWith("quote-") && desk.state.lost.some((quote) => message.includes(`'${quote.id}'`))));

function drawBar() {
  const { changes, problems } = desk.state;
  counts.problems.textContent = String(openProblems().length + desk.state.lost.length);
  counts.changes.textContent = String(changes.done.length);
  const waiting = [...desk.drafts.values()].filter((draft) => draft.dirty && draft.key !== desk.panel?.key);
  counts.drafts.textContent = String(waiting.length);
  buttons.problems.classList.toggle("dk-some", problems.length + desk.state.lost.length > 0);
  buttons.drafts.hidden = !waiting.length;
  buttons.undo.disabled = !changes.done.length;
  buttons.redo.disabled = !changes.undone.length;
  const isSides = Boolean(document.querySelector("[role=table]"));
  buttons.words.hidden = isSides || standsIn;
  buttons.translations.hidden = !desk.state.languages.length;
  buttons.page.hidden = !isSides && !document.querySelector('a[href*="/sides/"]');
  buttons.page.href = isSides ? "../" : "sides/";
  buttons.page.textContent = isSides ? "Article" : "Side by side";
}

// ---- the panel

/** @type {Element | null} */
let cameFrom = null;

/** Opens a panel, in place of the one that is open. @param {Panel} next */
export function openPanel(next) {
  for (const card of document.querySelectorAll(".card:popover-open")) /** @type {HTMLElement} */ (card).hidePopover();
  if (!desk.panel) cameFrom = document.activeElement;
  leavePage();
  desk.panel = next;
  const title = element("h2", { id: "dk-title", tabindex: -1 }, next.title);
  const close = button("", () => closePanel(), { class: "dk-close", "aria-label": "Close; what you wrote is kept" }, element("span", { "aria-hidden": "true" }, "×"));
  panel.replaceChildren(
    element("header", { class: "dk-head" }, element("div", {}, next.kicker ? element("p", { class: "dk-kicker" }, next.kicker) : null, title), close),
    element("div", { class: "dk-middle" }, element("div", { class: "dk-body" }, next.body), next.views ?? null),
    next.foot ? element("footer", { class: "dk-foot" }, next.told?.box, next.foot) : "",
  );
  panel.hidden = false;
  if (next.at) {
    next.at.after(panel);
    next.at.classList.add("dk-replaced");
  } else root.classList.add("dk-open");
  panel.classList.toggle("dk-inplace", Boolean(next.at));
  panel.classList.toggle("dk", Boolean(next.at));
  dock();
  const about = next.about?.();
  if (about instanceof Element && about.closest("[role=table]")) about.classList.add("dk-edited");
  drawBar();
  keepDrafts();
  (next.focus ?? title).focus();
  keepInView();
}

/** Puts the panel back into the margin, and the block that it replaced back into view. */
function leavePage() {
  host.prepend(panel);
  for (const cell of document.querySelectorAll(".dk-edited")) cell.classList.remove("dk-edited");
  for (const block of document.querySelectorAll(".dk-replaced")) {
    block.classList.remove("dk-replaced");
    if (!block.getAttribute("class")) block.removeAttribute("class");
  }
}

/** Closes the panel. What is written in it stays under 'Not yet written'. @param {{refocus?: boolean}} [options] */
export function closePanel({ refocus = true } = {}) {
  const closed = desk.panel;
  if (!closed) return;
  desk.panel = null;
  panel.hidden = true;
  panel.replaceChildren();
  leavePage();
  root.classList.remove("dk-open");
  CSS.highlights?.delete("dk-chosen");
  const draft = desk.drafts.get(closed.key);
  if (draft && !draft.dirty) desk.drafts.delete(closed.key);
  if (draft?.dirty) say("Kept, not yet written.", ["Go on", () => resume(closed.key)]);
  keepDrafts();
  drawBar();
  if (refocus && cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus({ preventScroll: true });
}

/** Puts the panel into the room beside the text; on narrow windows it is a sheet at the foot. */
export function dock() {
  const text = document.querySelector(".text")?.getBoundingClientRect();
  if (!desk.panel) return;
  const about = desk.panel.about?.()?.getBoundingClientRect();
  const isFar = !text && about && (about.left + about.right) / 2 > root.clientWidth / 2;
  panel.classList.toggle("dk-other-side", Boolean(root.dir === "rtl" ? about && !text && !isFar : isFar));
  if (!text) return panel.style.removeProperty("--dk-width");
  const room = root.dir === "rtl" ? text.left : root.clientWidth - text.right;
  panel.style.setProperty("--dk-width", `${Math.max(300, Math.min(Math.floor(room - 14), 760))}px`);
  panel.classList.toggle("dk-two", room >= 590);
}

/** Scrolls what a panel is about into view, if the panel or the window's edge hides it. */
function keepInView() {
  const about = desk.panel?.about?.();
  if (!about) return;
  if (desk.panel?.at) return panel.scrollIntoView({ block: "nearest" });
  const place = about.getBoundingClientRect();
  const isSheet = matchMedia("(max-width: 63.99rem)").matches;
  const bottom = isSheet ? panel.getBoundingClientRect().top : innerHeight - bar.offsetHeight;
  if (place.top >= 8 && place.bottom <= bottom - 8) return;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollBy({ top: place.top - Math.max(16, (bottom - place.height) / 3), behavior: isStill ? "auto" : "smooth" });
}

// ---- drafts

/** The draft of a form, the kept one if there is one. @param {string} key @param {string} kind @param {Plain} about @param {Plain} values @returns {Draft} */
export function draftOf(key, kind, about, values) {
  const draft = desk.drafts.get(key) ?? { key, kind, about, values, base: { ...desk.state.digests }, dirty: false };
  desk.drafts.set(key, draft);
  return draft;
}

/** Notes that something was written in a form. @param {Draft} draft */
export function touched(draft) {
  draft.dirty = true;
  keepDrafts();
}

/** Forgets a draft. @param {string} key */
export function dropDraft(key) {
  desk.drafts.delete(key);
  keepDrafts();
  drawBar();
}

/** Opens a draft's form again: one by its key, or the last one. @param {string} [key] */
function resume(key) {
  const draft = key ? desk.drafts.get(key) : [...desk.drafts.values()].filter((one) => one.dirty && one.key !== desk.panel?.key).at(-1);
  if (draft?.conflict) onConflict.show(draft);
  else if (draft) reopen[draft.kind]?.(draft);
}

function keepDrafts() {
  const drafts = [...desk.drafts.values()].filter((draft) => draft.dirty || draft.key === desk.panel?.key);
  sessionStorage.setItem(KEEP, JSON.stringify({ drafts, open: desk.panel?.key ?? "" }));
}

/** Takes drafts over from before a reload, and opens the form or list that was open. */
export function restoreDrafts() {
  /** @type {{drafts: Draft[], open: string}} */
  const kept = JSON.parse(sessionStorage.getItem(KEEP) ?? '{"drafts": [], "open": ""}');
  const isReload = wayHere() === "reload";
  for (const draft of kept.drafts) if (draft.dirty || isReload) desk.drafts.set(draft.key, draft);
  if (desk.drafts.has(kept.open)) resume(kept.open);
  else if (isReload && kept.open in actions) actions[/** @type {keyof typeof actions} */ (kept.open)]();
  drawBar();
}

/** How this page was come to: `reload`, `navigate` or `back_forward`. */
const wayHere = () => /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0])?.type;

// ---- the focus

const FOCUS = "counterpoint-desk-focus";
/** Where the desk's buttons on the page are. */
export const ON_PAGE = ".dk-row, .dk-cell, .dk-h, .dk-add";

/** The name of a control of the desk. @param {Element | null} control @returns {string} */
export const labelOf = (control) => {
  const labels = control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement ? [...(control.labels ?? [])] : [];
  return control?.getAttribute("aria-label") ?? (labels.map((label) => label.textContent).join(" ") || (control?.firstChild?.textContent ?? ""));
};

/** Gives the control of that name the focus. @param {string} label @param {string} [within] where it is @returns {HTMLElement | undefined} */
export function focusOn(label, within = ON_PAGE) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`:is(${within}) :is(button, input, textarea, select, summary)`)]);
  const named = all.find((control) => label && labelOf(control) === label);
  named?.focus({ preventScroll: true });
  return named;
}

/** Notes which control has the focus, for a page that has to be loaded anew to show what was written. */
export function keepFocus() {
  const [control, within] = [document.activeElement, [".dk-panel", ".dk-bar", ON_PAGE].find((place) => document.activeElement?.closest(place))];
  const caret = control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && control.type === "text") ? control.selectionStart : null;
  sessionStorage.setItem(FOCUS, JSON.stringify(within ? { label: labelOf(control), within, caret } : null));
}

/** Gives it to the same control again. */
export function restoreFocus() {
  const kept = JSON.parse(sessionStorage.getItem(FOCUS) ?? "null");
  sessionStorage.removeItem(FOCUS);
  if (!kept || wayHere() !== "reload") return;
  const control = focusOn(kept.label, kept.within);
  if (kept.caret !== null && (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) control.setSelectionRange(kept.caret, kept.caret);
}

// ---- the server

/** Whether the files could not be read when they were asked for last. */
let isBroken = false;

/** Says in the panel why nothing was written, with the lines for those who write them by hand. @param {{data: any}} answer */
export function refuse(answer) {
  const why = reason(answer);
  say(why);
  const lines = Object.values(answer.data.lines ?? {}).flat().filter((row) => row.startsWith("+")).map((row) => row.slice(1)).join("\n");
  panel.querySelector(".dk-refused")?.remove();
  const byHand = lines ? element("details", {}, element("summary", {}, "Write it by hand"), diffView(answer.data.lines), copyButton("Copy the lines", lines)) : null;
  panel.querySelector(".dk-body")?.prepend(element("div", { class: "dk-refused" }, element("p", {}, element("b", {}, "Nothing was written. "), why), byHand));
  panel.querySelector(".dk-refused")?.scrollIntoView({ block: "nearest" });
}

/** What was asked last. An answer that comes late must not stand over a later one. @type {Promise<void>} */
let asked = Promise.resolve();

/** Asks for the state anew. */
export const refresh = () => (asked = asked.then(ask));

async function ask() {
  const answer = await getState();
  if (!answer.ok) {
    const { problems, changes } = answer.data;
    if (problems) Object.assign(desk.state, { problems, changes, lost: [], hidden: true });
    isBroken = true;
    drawBar();
    for (const act of onState) act();
    return say(reason(answer));
  }
  if (isBroken) say("The files can be read again.");
  const { build, ...state } = answer.data;
  const isShown = build !== null && Number(document.getElementById("_live")?.dataset.shown) >= build;
  if (isShown) bar.removeAttribute("aria-busy");
  else bar.setAttribute("aria-busy", "true"); // until the page shows what was written last
  const wasBroken = isBroken;
  isBroken = false;
  const isNews = wasBroken || JSON.stringify(state) !== JSON.stringify(desk.state);
  desk.state = state;
  drawBar();
  if (isNews) for (const act of onState) act(); // nothing is drawn anew under a pointer for nothing
}

/** The write that is under way. The page must not go before its answer: the form would come again as if nothing were written. */
let writing = Promise.resolve(false);
addEventListener("counterpoint-leave", (event) => /** @type {CustomEvent} */ (event).detail.push(writing));

/** @param {Parameters<typeof written>} edit */
export const write = (...edit) => (writing = written(...edit));

/**
 * Writes an edit. Returns whether it was written; if not, the form stays, and says why.
 * @param {Edit} edit @param {{key?: string, mine?: any, onConflict?: (data: any) => void}} [more]
 */
async function written(edit, { key = "", mine, onConflict: onClash } = {}) {
  bar.setAttribute("aria-busy", "true"); // until the page shows it
  const told = desk.panel?.key === key ? desk.panel.told : undefined;
  const answer = await post("write", { ...edit, operations: withTold(edit.operations, told) });
  if (!answer.ok || !answer.data.change) bar.removeAttribute("aria-busy");
  if (!answer.ok) {
    const draft = desk.drafts.get(key);
    if (answer.status === 409 && onClash) onClash(answer.data);
    else if (answer.status === 409 && draft) {
      Object.assign(draft, { conflict: answer.data, mine, dirty: true });
      onConflict.show(draft);
    } else if (answer.status === 422 && told && answer.data.owed?.length) {
      told.show(answer.data.owed);
      say(reason(answer));
      told.fail();
    }
    else refuse(answer);
    return false;
  }
  const { change, merged, changes } = answer.data;
  desk.state.changes = changes;
  if (key) {
    dropDraft(key);
    closePanel();
  }
  drawBar();
  const files = change ? Object.keys(change.diffs).map((path) => path.split("/").at(-1)).join(" and ") : "";
  const text = `${edit.title}. Written to ${files}${merged ? "; what was saved there meanwhile is kept" : ""}.`;
  say(change ? text : "Nothing was different.", change ? ["Undo", () => void undo(false)] : undefined);
  if (change) sessionStorage.setItem(SAID, text);
  return true;
}

const UNDONE = "Undone";

/** Says what was written last, after the page was loaded anew to show it; else something else. @param {string} other */
export function sayAgain(other) {
  const text = sessionStorage.getItem(SAID);
  if (!text) return say(other);
  say(text, text.startsWith(UNDONE) || !desk.state.changes.done.length ? undefined : ["Undo", () => void undo(false)]);
  sessionStorage.setItem(SAID, text);
}

/**
 * Takes the last change back, or makes it again; or leaves it for good, so that those before it can be taken back.
 * @param {boolean} again @param {boolean} aside
 */
export async function undo(again, aside = false) {
  const answer = await post(`${again ? "redo" : "undo"}${aside ? "/aside" : ""}`, {});
  if (!answer.ok) return say(reason(answer), answer.data.edited ? ["Leave it for good", () => void undo(again, true)] : undefined);
  desk.state.changes = answer.data.changes;
  drawBar();
  for (const act of onState) act();
  if (answer.data.change) {
    const text = `${again ? "Done again" : UNDONE}: ${answer.data.change.title}.`;
    say(text);
    sessionStorage.setItem(SAID, text);
  } else if (aside) say("Left as it is. Undo goes on with the change before it.");
}

addEventListener("resize", dock);
