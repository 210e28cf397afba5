/**
 * The words that a claim or a note is about: shown in their sentence, moved by words, or typed.
 * @typedef {import("./client.js").Place} Place
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 */
import { article, post } from "./client.js";
import { area, button, element, field, radios } from "./elements.js";
import { closePanel, desk, openPanel, touched } from "./frame.js";
import { listOf } from "./fields.js";
import { kinds, open, paint, rangeOf, stepper } from "./words.js";

/** The words with those around them, and buttons that move their ends. @param {Draft} draft @param {() => void} update */
export function wordsField(draft, update) {
  const context = element("p", { class: "dk-context", dir: "auto" });
  const note = element("p", { class: "dk-hint" });
  const which = element("div", {});
  const stands = element("div", {});
  const draw = () => {
    /** @type {Place | null} */
    const place = draft.values.place;
    if (!place) {
      const quote = draft.values.quote;
      const words = listOf(quote).map((item) => (typeof item === "string" ? item : item.exact ?? `${item.from} … ${item.to}`)).join(" … ");
      context.replaceChildren(element("mark", { class: "c" }, words || draft.values.text || "Placed by a link in the text."));
      note.textContent = "Choose other words in the text to put the claim there.";
      return;
    }
    context.replaceChildren(...inSentence(place));
    note.textContent = alsoHere(place, draft.about.id);
    which.replaceChildren(...(place.places > 1 ? [places(place)] : []));
    paint(place);
  };
  const places = (/** @type {Place} */ place) => {
    const isEvery = draft.values.quote?.occurrence === "all";
    const options = [{ value: "this", label: "Mark this place only" }, { value: "all", label: "Mark every place" }];
    const choose = (/** @type {string} */ value) => {
      draft.values.quote = value === "all" ? { exact: place.words, occurrence: "all" } : quoteOf(place);
      touched(draft);
      update();
    };
    return field(`These words stand ${place.places} times in the article`, radios(options, isEvery ? "all" : "this", choose), { group: true });
  };
  const use = (/** @type {Place} */ place) => {
    draft.values.place = place;
    draft.values.quote = quoteOf(place);
    touched(draft);
    draw();
    if (!stands.childElementCount) stands.append(stepper(() => draft.values.place, use));
    update();
  };
  if (draft.values.place) stands.append(stepper(() => draft.values.place, use));
  open.use = use;
  draw();
  return element("div", { class: "dk-words" }, context, stands, note, which);
}

/** Words with those around them, cut between words. @param {Place} place @param {number} [around] */
function inSentence(place, around = 90) {
  const before = place.before.length > around ? `… ${place.before.slice(-around).replace(/^\S*\s/, "")}` : place.before;
  const after = place.after.length > around ? `${place.after.slice(0, around).replace(/\s\S*$/, "")} …` : place.after;
  return [before, element("mark", { class: "c" }, place.words), after];
}

/** Which other claims stand on the same words. @param {Place} place @param {string | undefined} id */
function alsoHere(place, id) {
  const range = rangeOf(place);
  const marks = range ? [...document.querySelectorAll(".text [data-claims]")].filter((mark) => range.intersectsNode(mark)) : [];
  const ids = new Set(marks.flatMap((mark) => /** @type {HTMLElement} */ (mark).dataset.claims?.split(" ") ?? []));
  const names = [...ids].filter((other) => other !== id).map((other) => desk.state.speakers[desk.state.sidecar.claims?.[other]?.speaker]?.name ?? other);
  return names.length ? `Also on these words: ${names.join(", ")}. ${names.length > 1 ? "All" : "Both"} will be shown.` : "";
}

/** A quote as it is written: the words alone where they are enough. @param {Place} place */
export const quoteOf = (place) => (Object.keys(place.quote).length === 1 ? place.quote.exact : place.quote);

/** The claim that comes before a place in the text: the new one is written after it. @param {Place} place */
export function neighbourBefore(place) {
  const range = rangeOf(place);
  if (!range) return "";
  let before = "";
  for (const mark of document.querySelectorAll(".text [data-claims]")) {
    const at = document.createRange();
    at.selectNode(mark);
    if (at.compareBoundaryPoints(Range.START_TO_START, range) > 0) break;
    before = /** @type {HTMLElement} */ (mark).dataset.claims?.split(" ").find((id) => id in (desk.state.sidecar.claims ?? {})) ?? before;
  }
  return before || null;
}

/** A form in which words are typed, pasted or moved to, for those who do not select with a pointer. @param {string} [words] what is chosen at first */
export function typeWords(words = "") {
  const result = element("p", { class: "dk-context", role: "status", dir: "auto" });
  const stands = element("div", {});
  /** @type {Place | null} */
  let place = null;
  let timer = 0;
  const show = () => {
    paint(place);
    result.replaceChildren(...(place ? inSentence(place, 60) : input.value.trim() ? ["Not in the text yet: go on, letter by letter as it stands there."] : []));
    stands.replaceChildren(...(place ? [stepper(() => /** @type {Place} */ (place), move)] : []));
  };
  const move = (/** @type {Place} */ next) => {
    const label = document.activeElement?.getAttribute("aria-label");
    place = next;
    input.value = next.words;
    show();
    if (label) /** @type {HTMLElement | null} */ (stands.querySelector(`[aria-label="${label}"]`))?.focus();
  };
  const look = async () => {
    const answer = await post("locate", { article, words: input.value, before: "", after: "" });
    place = answer.ok && !answer.data.why ? answer.data : null;
    box.fail("");
    show();
  };
  const input = area(words, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), 120);
  });
  const box = field("Words of the article", input, { hint: "Type or paste the words as they stand in the text. The place is shown as you type." });
  const go = (/** @type {(place: Place) => void} */ act) => () => (place ? act(place) : box.fail("These words are not in the text."));
  const acts = kinds.map(([label, , act], number) => button(label, go(act), { class: number ? null : "dk-main dk-save" }));
  openPanel({
    key: "words",
    title: "Which words?",
    body: element("div", { class: "dk-form" }, box, result, stands),
    foot: element("div", { class: "dk-footrow" }, acts, button("Close", () => closePanel())),
    focus: box.input,
    about: () => place && rangeOf(place),
  });
  if (words) void look();
}
