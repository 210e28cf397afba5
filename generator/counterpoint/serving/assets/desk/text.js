/**
 * The article's text, edited where it stands: a block turns into its Markdown, and before it is saved every annotation whose words would go is shown,
 * with what they may have become. Links to speakers, sources and terms are edits of the text, too.
 * @typedef {import("./client.js").Block} Block
 * @typedef {import("./client.js").Lost} Lost
 * @typedef {import("./client.js").Place} Place
 */
import { article, post, reason } from "./client.js";
import { idFrom, newOf, sourceField, speakerField, today } from "./fields.js";
import { area, button, element, field, line, unique } from "./elements.js";
import { closePanel, desk, draftOf, dropDraft, openPanel, reopen, say, touched, write } from "./frame.js";
import { typeWords } from "./place.js";
import { toldFields } from "./told.js";
import { fileView } from "./views.js";
import { blocks, kinds, paint, rangeOf, wordsOf } from "./words.js";

const squeezed = (/** @type {string} */ text) => text.replace(/\s+/g, "");

/** The blocks of the source with the elements that show them, as far as the two agree. @returns {[HTMLElement, Block][]} */
function pairs() {
  const left = [...desk.state.blocks];
  /** @type {[HTMLElement, Block][]} */
  const found = [];
  for (const shown of blocks()) {
    const words = squeezed(wordsOf(shown));
    const at = left.findIndex((block) => squeezed(block.text) === words);
    if (words && at >= 0) found.push([shown, left.splice(at, 1)[0]]);
  }
  return found;
}

/** The words that keyboard users choose from: the first sentence of a block. @param {string} text */
const firstSentence = (text) => /^.*?[.!?。؟](?=\s|$)/s.exec(text)?.[0] ?? text;

/** Puts 'Edit text' and 'Choose words' under each block. */
export function dressText() {
  if (document.querySelector(".text .dk-h")) return;
  for (const [shown, block] of pairs()) {
    const name = `${block.text.split(" ").slice(0, 6).join(" ")} …`;
    shown.classList.add("dk-block");
    shown.append(element("span", { class: "dk-h" }, button("Choose words", () => typeWords(firstSentence(block.text)), { "aria-label": `Choose words: ${name}` }), button("Edit text", () => editBlock(block), { "aria-label": `Edit the text: ${name}` })));
  }
}

/** Takes it away. */
export function undressText() {
  for (const added of document.querySelectorAll(".dk-h")) added.remove();
  for (const block of document.querySelectorAll(".dk-block")) {
    block.classList.remove("dk-block");
    if (!block.getAttribute("class")) block.removeAttribute("class");
  }
}

/** What a change of words may be, for authors. @type {Record<string, string>} */
const FLAGS = { "NUMBER CHANGED": "A number has changed", "NEGATION CHANGED": "A ‘not’ has changed", "NAME CHANGED": "A name has changed", "WORDS DROPPED": "Words have gone", "WORDS ADDED": "Words have come in", "WORDS MOVED": "Words have changed places", "WORD CHANGED": "A word has changed", "CAPITALS CHANGED": "Capitals have changed", "PUNCTUATION CHANGED": "Punctuation has changed" };

/**
 * What is to become of an annotation that has lost its words. Words that may say something else are taken only once they have been read.
 * @typedef {{words: string | null, isRead: boolean, needsReading: boolean, told: string}} Choice
 * @param {Lost} lost @param {Choice} choice
 */
export function lostEntry(lost, choice) {
  const claim = lost.kind === "claims" ? desk.state.sidecar.claims?.[lost.id] : null;
  const who = claim ? desk.state.speakers[claim.speaker]?.name ?? claim.speaker ?? "" : "A note";
  const told = lost.public ? field("What will readers be told?", area(choice.told, (text) => (choice.told = text)), { needed: true, hint: "Readers have seen these words." }) : null;
  const read = element("div", {});
  const pick = (/** @type {typeof lost.offers[0] | null} */ one) => {
    Object.assign(choice, { words: one?.words ?? null, isRead: false, needsReading: Boolean(one?.flags.length) });
    const box = element("input", { type: "checkbox", onchange: () => (choice.isRead = box.checked) });
    const means = claim ? `and the claim still says what ${who} says` : "and the note still fits them";
    read.replaceChildren(...(one?.flags.length ? [element("p", { class: "dk-flag" }, `${one.flags.map((flag) => FLAGS[flag] ?? flag).join("; ")}.`), element("label", { class: "dk-check" }, box, element("span", {}, `I have read both: that is meant, ${means}.`))] : []));
  };
  const name = unique("take");
  const option = (/** @type {typeof lost.offers[0] | null} */ one, /** @type {any[]} */ ...label) => {
    const input = element("input", { type: "radio", name, onchange: () => pick(one) });
    input.checked = one === null;
    return element("label", {}, input, element("span", {}, ...label));
  };
  const choices = lost.offers.map((one) => option(one, claim ? "The claim takes the new words: " : "The note takes the new words: ", element("span", { class: "dk-diff-words", dir: "auto" }, wordDiff(one.diff))));
  if (lost.offers.length) choices.push(option(null, "Leave it; it waits under Problems"));
  return element("li", { class: "dk-lost" }, element("p", {}, element("b", {}, who), claim?.text ? `: ${claim.text}` : ""), element("p", { class: "dk-hint" }, lost.offers.length && lost.why === "it is not there" ? "The article now says it in other words." : `${lost.why[0].toUpperCase()}${lost.why.slice(1)}.`), lost.offers.length ? element("div", { class: "dk-radios", role: "radiogroup", "aria-label": `What becomes of it: ${who}` }, choices) : element("p", { class: "dk-context", dir: "auto" }, lost.quote), read, told);
}

/** Why a choice cannot be made yet; empty where it can. @param {Lost} lost @param {Choice} choice */
export const missing = (lost, choice) => (choice.words === null ? "" : choice.needsReading && !choice.isRead ? "Read both, and say that the change is meant." : lost.public && !choice.told.trim() ? "Readers have seen these words. Say what they will be told." : "");

/** Where one of several offered words stands on the page, marked. @param {string} words */
export async function showWords(words) {
  const answer = await post("locate", { article, words, before: "", after: "" });
  if (!answer.ok || answer.data.why) return say("These words are not on the page as it is shown.");
  paint(answer.data);
  rangeOf(answer.data)?.startContainer.parentElement?.scrollIntoView({ block: "center" });
}

/** A word diff, `[-old-] {+new+}`, with old and new told apart by more than colour. @param {string} diff */
function wordDiff(diff) {
  return diff.split(/(\[-.*?-\]|\{\+.*?\+\})/).map((part) => {
    if (part.startsWith("[-")) return element("del", {}, element("span", { class: "vh" }, "gone: "), part.slice(2, -2));
    if (part.startsWith("{+")) return element("ins", {}, element("span", { class: "vh" }, "new: "), part.slice(2, -2));
    return part.replace(/ (?=[,.;:!?])/g, "");
  });
}

/** @param {Block} block */
function editBlock(block) {
  blockForm(draftOf(`text:${block.start}`, "text", { block }, { text: block.source }));
}

/** @param {import("./frame.js").Draft} draft */
function blockForm(draft) {
  /** @type {Block} */
  const block = draft.about.block;
  const values = draft.values;
  /** @type {[Lost, Choice][]} */
  let chosen = [];
  const list = element("ul", { class: "dk-problems" });
  const count = element("p", { class: "dk-hint", role: "status" });
  let timer = 0;
  const operation = () => {
    const takes = chosen.filter(([, choice]) => choice.words !== null).map(([lost, choice]) => ({ path: lost.path, words: choice.words, confirmed: choice.isRead }));
    const corrections = chosen.filter(([, choice]) => choice.told.trim()).map(([lost, choice]) => ({ date: today(), claim: lost.id, text: choice.told.trim() }));
    return { op: "text", article, start: block.start, end: block.end, was: block.source, text: values.text, takes, corrections, leaves: takes.length < chosen.length };
  };
  const at = pairs().find(([, other]) => other.start === block.start)?.[0] ?? null;
  const place = at ? blocks().indexOf(at) : -1;
  const told = toldFields(draft);
  const isOwed = (/** @type {import("./client.js").Owed} */ { about }) => !chosen.some(([lost]) => lost.public && lost.id === about.claim); // that is asked for beside the claim
  const file = fileView(operation, { page: "article", part: (page) => blocks(page)[place] ?? null }, { told, isOwed });
  const look = async () => {
    file.update();
    const answer = await post("effects", { article, start: block.start, end: block.end, was: block.source, text: values.text });
    if (!answer.ok) return list.replaceChildren(element("li", {}, element("p", { class: "dk-error" }, reason(answer))));
    const before = new Map(chosen.map(([lost, choice]) => [`${lost.path} ${lost.offers[0]?.words}`, choice]));
    chosen = answer.data.lost.map((/** @type {Lost} */ lost) => [lost, before.get(`${lost.path} ${lost.offers[0]?.words}`) ?? { words: null, isRead: false, needsReading: false, told: "" }]);
    const rows = chosen.map(([lost, choice]) => lostEntry(lost, Object.assign(choice, { words: null })));
    for (const why of answer.data.strayed) rows.push(element("li", { class: "dk-problem" }, element("p", { class: "dk-error" }, why)));
    for (const why of answer.data.hidden) rows.push(element("li", { class: "dk-problem" }, element("p", { class: "dk-error" }, why), element("p", { class: "dk-hint" }, "What becomes of claims and notes can be said once this is mended.")));
    const isFirst = rows.length > 0 && !list.childElementCount;
    list.replaceChildren(...rows);
    if (isFirst) list.closest(".dk-panel")?.scrollIntoView({ block: "start" }); // so that what is lost is in view beside the text
    count.textContent = rows.length ? (chosen.length ? chosen.length === 1 ? "1 annotation loses the words that it stands on." : `${chosen.length} annotations lose the words that they stand on.` : "") : "Every claim and note keeps its words.";
  };
  const text = field("The text, as Markdown", area(values.text, (value) => ((values.text = value), touched(draft), clearTimeout(timer), (timer = setTimeout(() => void look(), 200))), { rows: 3, class: "dk-source" }));
  const save = async () => {
    const why = chosen.map(([lost, choice]) => missing(lost, choice)).find(Boolean);
    if (why) return say(why);
    await write({ operations: [operation()], title: "Text edited", base: draft.base, entry: { file: "text", path: [], value: block.source } }, { key: draft.key, mine: values.text });
  };
  openPanel({
    key: draft.key,
    title: "Edit the text",
    body: element("div", { class: "dk-form" }, text, count, list),
    views: file.box,
    told,
    foot: element("div", { class: "dk-footrow" }, button("Save", () => void save(), { class: "dk-save dk-main", "aria-keyshortcuts": "Control+Enter" }), button("Close", () => closePanel()), button("Throw away", () => (dropDraft(draft.key), closePanel()), { class: "dk-link" })),
    focus: text.input,
    about: () => at,
    at,
  });
  void look();
}
reopen.text = blockForm;

// ---- links in the text

/** Where chosen words stand in the source of their block; null where they are not written there as they are read. @param {Place} place */
function inSource(place) {
  const range = rangeOf(place);
  const block = range && pairs().find(([shown]) => shown.contains(range.startContainer))?.[1];
  if (!block) return null;
  const pattern = place.words.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const all = [...block.source.matchAll(new RegExp(pattern, "g"))];
  if (all.length !== 1 || all[0].index === undefined) return null;
  const [before, after] = [block.source.slice(0, all[0].index), block.source.slice(all[0].index + all[0][0].length)];
  if (/\[[^\]]*$/.test(before) && /^[^[]*\]\(/.test(after)) return null; // within a link already
  return { block, words: all[0][0], before, after };
}

/** @param {"speaker" | "source" | "term"} kind @returns {(place: Place) => void} */
const linkTo = (kind) => (place) => {
  const found = inSource(place);
  if (!found) return say("These words are part of a link already, or are written in the file with signs between them. Use ‘Edit text’.");
  const draft = draftOf(`link:${kind}:${place.start}`, "link", { kind, place }, { term: place.words, definition: "" });
  const values = draft.values;
  const update = () => touched(draft);
  const known = Object.entries(desk.state.sidecar.terms ?? {}).find(([, term]) => term.term.toLowerCase() === place.words.toLowerCase());
  const control =
    kind === "speaker"
      ? speakerField(draft, update, { label: "Speaker" })
      : kind === "source"
        ? sourceField(draft, "Source", "", (id) => (values.source = id), update)
        : known
          ? field("Term", element("p", { class: "dk-hint" }, `“${known[1].term}” is explained already. These words will lead to it.`))
          : field("What it means", area("", (value) => ((values.definition = value), update()), { rows: 3 }), { needed: true, hint: "Where its meaning is in dispute, say so." });
  const term = kind === "term" && !known ? field("Term", line(values.term, (value) => ((values.term = value), update()))) : null;
  const save = async () => {
    const id = kind === "speaker" ? values.speaker : kind === "source" ? values.source : known?.[0] ?? idFrom(values.term, "term", (other) => other in (desk.state.sidecar.terms ?? {}));
    if (!id || (kind === "term" && !known && !values.definition.trim())) return control.fail("This is needed."), control.input?.focus();
    const terms = kind === "term" && !known ? { [id]: { term: values.term, definition: values.definition.trim() } } : {};
    const { block, words, before, after } = found;
    const operation = { op: "text", article, start: block.start, end: block.end, was: block.source, text: `${before}[${words}](${kind}:${id})${after}`, terms, speakers: newOf(draft, "newSpeakers", [id]), sources: newOf(draft, "newSources", [id]) };
    await write({ operations: [operation], title: "Link added", base: draft.base, entry: { file: "text", path: [], value: block.source } }, { key: draft.key, onConflict: () => say("This passage was changed elsewhere. Choose the words again.") });
  };
  openPanel({
    key: draft.key,
    title: { speaker: "Link to a speaker", source: "Link to a source", term: "Explain a term" }[kind],
    body: element("div", { class: "dk-form" }, element("p", { class: "dk-context", dir: "auto" }, element("mark", { class: "c" }, place.words)), term, control),
    foot: element("div", { class: "dk-footrow" }, button("Save", () => void save(), { class: "dk-save dk-main" }), button("Throw away", () => (dropDraft(draft.key), closePanel()), { class: "dk-link" })),
    focus: control.input,
    about: () => rangeOf(place),
  });
  paint(place);
};

kinds.push(["Speaker link", "s", linkTo("speaker")], ["Source link", "o", linkTo("source")], ["Term", "t", linkTo("term")]);
