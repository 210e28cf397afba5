/**
 * Annotating on the reader's own page. Only `counterpoint serve` adds this, only on its own machine; nothing of it is published.
 */
import "./conflict.js";
import { deleteClaim, editClaim } from "./claims.js";
import { button, element } from "./elements.js";
import { showEntries } from "./entries.js";
import { editNote } from "./notes.js";
import { typeWords } from "./place.js";
import { ON_PAGE, actions, bar, closePanel, desk, focusOn, host, keepFocus, labelOf, onState, refresh, restoreDrafts, restoreFocus, sayAgain, standsIn, undo } from "./frame.js";
import { showOutline } from "./outline.js";
import { showChanges, showKeys, showProblems } from "./lists.js";
import { dressSides, undressSides } from "./sides.js";
import { dressText, undressText } from "./text.js";
import "./translations.js";
import { hideTools, kinds, open, toolKey } from "./words.js";

const root = document.documentElement;
const IS_OFF = "counterpoint-desk-off";

/** What the desk adds to the page's cards; `undress` takes it away. */
function dress() {
  if (!desk.isOn) return;
  dressSides();
  dressText();
  for (const card of document.querySelectorAll(".card[data-n]:not(:has(.dk-cardfoot))")) {
    const isNote = card.id.startsWith("note_");
    const id = isNote ? card.id.slice(5) : card.id;
    const edit = button("Edit", () => (isNote ? editNote(id) : editClaim(id)));
    const remove = isNote ? null : button("Delete …", () => deleteClaim(id));
    card.append(element("p", { class: "dk-cardfoot" }, edit, remove));
  }
}

function undress() {
  undressSides();
  undressText();
  for (const added of document.querySelectorAll(".dk-cardfoot")) added.remove();
}

/** Puts the desk's buttons into the page anew; the one that had the focus has it again. */
function redress() {
  const label = document.activeElement?.closest(ON_PAGE) ? labelOf(document.activeElement) : "";
  undressSides();
  undressText();
  dress();
  focusOn(label);
}

function turnOn() {
  desk.isOn = true;
  localStorage.removeItem(IS_OFF);
  root.classList.add("dk-on");
  document.body.append(host);
  dress();
  restoreDrafts();
}

function turnOff() {
  closePanel({ refocus: false });
  hideTools();
  desk.isOn = false;
  localStorage.setItem(IS_OFF, "");
  root.classList.remove("dk-on", "dk-open");
  if (!root.getAttribute("class")) root.removeAttribute("class");
  undress();
  host.remove();
}

actions.problems = () => (desk.panel?.key === "problems" ? closePanel() : showProblems());
actions.changes = () => (desk.panel?.key === "changes" ? closePanel() : showChanges());
actions.keys = () => showKeys(kinds.map(([label, key]) => [key.toUpperCase(), `${label} of the chosen words`]));
actions.words = () => typeWords();
actions.off = turnOff;
onState.push(redress, () => desk.panel?.key === "problems" && showProblems(), () => desk.panel?.key === "changes" && showChanges(), () => desk.panel?.key === "sides" && showOutline(), () => desk.panel?.key === "entries" && showEntries());

document.addEventListener("keydown", (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key === ".") {
    event.preventDefault();
    if (desk.isOn) turnOff();
    else turnOn();
  }
  if (!desk.isOn) return;
  const isTyping = event.target instanceof Element && event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  if (!isTyping && toolKey(event)) return;
  if (isCommand && event.key === "Enter") {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector(".dk-panel:not([hidden]) .dk-save"))?.click();
  } else if (isCommand && event.key.toLowerCase() === "z" && !isTyping) {
    event.preventDefault();
    void undo(event.shiftKey);
  } else if (event.key === "Escape" && desk.panel && !document.querySelector(":popover-open")) {
    event.preventDefault();
    closePanel();
  }
});

// While a form is open, words under the pointer open no cards over it; a press still does.
document.addEventListener("pointerover", (event) => {
  if (desk.panel && !(event.target instanceof Element && event.target.closest(".card"))) event.stopImmediatePropagation();
}, true);

// A card stands above all else, and would cover the bar.
document.addEventListener("toggle", (event) => {
  const card = event.target;
  if (!desk.isOn || !(card instanceof HTMLElement) || !card.matches(".card:popover-open")) return;
  requestAnimationFrame(() => {
    const [place, foot] = [card.getBoundingClientRect(), innerHeight - bar.offsetHeight - 8];
    const y = parseFloat(card.style.getPropertyValue("--y"));
    if (place.bottom <= foot || Number.isNaN(y)) return;
    const up = Math.min(place.bottom - foot, Math.max(0, place.top - 8));
    card.style.setProperty("--y", `${y - up}px`);
    card.style.setProperty("--tall", `${foot - (place.top - up)}px`);
  });
}, true);

// The page is patched in place after each build: what the desk adds is put back, and the state asked for anew.
new MutationObserver(() => dress()).observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true });
addEventListener("counterpoint-shown", () => void refresh());
addEventListener("pagehide", keepFocus);

await refresh();
if (localStorage.getItem(IS_OFF) === null) turnOn();
if (desk.isOn && !desk.panel && standsIn) showProblems();
else if (desk.isOn && !desk.panel) sayAgain(document.querySelector("[role=table]") ? "Every cell, question and position has ‘Edit’." : "Choose words in the text to annotate them.");
restoreFocus();
open.use = null;
