/**
 * The article's text, edited where it stands: a block turns into its Markdown, and before it is saved every annotation whose words would go is shown,
 * with what they may have become. Links to speakers, sources and terms are edits of the text, too.
 * @typedef {import("./client.js").Block} Block
 * @typedef {import("./client.js").Lost} Lost
 * @typedef {import("./client.js").Place} Place
 */
import { article, post, reason } from "./client.js";
import { idFrom, newOf, sourceField, speakerField, today } from "./claims.js";
import { area, button, element, field, line } from "./elements.js";
import { closePanel, desk, draftOf, dropDraft, openPanel, reopen, say, touched, write } from "./frame.js";
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

/** Puts 'Edit text' under each block. */
export function dressText() {
  if (document.querySelector(".text .dk-h")) return;
  for (const [shown, block] of pairs()) {
    const name = `${block.text.split(" ").slice(0, 6).join(" ")} …`;
    shown.classList.add("dk-block");
    shown.append(element("span", { class: "dk-h" }, button("Edit text", () => editBlock(block), { "aria-label": `Edit the text: ${name}` })));
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

/** What an annotation's words have become, and what is to happen. @param {Lost} lost @param {(words: string | null) => void} ontake @param {(told: string) => void} ontold */
export function lostEntry(lost, ontake, ontold) {
  const claim = lost.kind === "claims" ? desk.state.sidecar.claims?.[lost.id] : desk.state.sidecar.notes?.[lost.id];
  const who = lost.kind === "claims" ? desk.state.speakers[claim?.speaker]?.name ?? claim?.speaker ?? "" : "A note";
  const offer = lost.offers[0];
  const told = lost.public ? field("What will readers be told?", area("", ontold), { needed: true, hint: "Readers have seen these words." }) : null;
  const name = `dk-take-${lost.id}`;
  const pick = (/** @type {string | null} */ words, /** @type {string} */ label, /** @type {any} */ more) => {
    const input = element("input", { type: "radio", name, onchange: () => ontake(words) });
    input.checked = words === null;
    return element("label", {}, input, element("span", {}, label, more));
  };
  const choices = lost.offers.map((one) => {
    const flags = one.flags.length ? element("small", { class: "dk-flag" }, one.flags.join("; ")) : null;
    return pick(one.words, "Take these words: ", [element("span", { class: "dk-diff-words", dir: "auto" }, wordDiff(one.diff)), flags]);
  });
  return element("li", { class: "dk-lost" }, element("p", {}, element("b", {}, who), `: ${lost.why}`), offer ? null : element("p", { class: "dk-context", dir: "auto" }, lost.quote), element("div", { class: "dk-radios" }, choices, pick(null, "Leave it; it waits under Problems", null)), told);
}

/** A word diff, `[-old-] {+new+}`, with old and new told apart by more than colour. @param {string} diff */
function wordDiff(diff) {
  return diff.split(/(\[-.*?-\]|\{\+.*?\+\})/).map((part) => {
    if (part.startsWith("[-")) return element("del", {}, element("span", { class: "vh" }, "gone: "), part.slice(2, -2));
    if (part.startsWith("{+")) return element("ins", {}, element("span", { class: "vh" }, "new: "), part.slice(2, -2));
    return part;
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
  /** @type {Map<string, {lost: Lost, words: string | null, told: string}>} */
  const chosen = new Map();
  const list = element("ul", { class: "dk-problems", role: "status" });
  let timer = 0;
  const look = async () => {
    const answer = await post("effects", { article, start: block.start, end: block.end, was: block.source, text: values.text });
    if (!answer.ok) return list.replaceChildren(element("li", {}, element("p", { class: "dk-error" }, reason(answer))));
    chosen.clear();
    const rows = answer.data.lost.map((/** @type {Lost} */ lost) => {
      const entry = { lost, words: /** @type {string | null} */ (null), told: "" };
      chosen.set(lost.path.join("/"), entry);
      return lostEntry(lost, (words) => (entry.words = words), (words) => (entry.told = words));
    });
    for (const why of answer.data.hidden) rows.push(element("li", { class: "dk-problem" }, element("p", { class: "dk-error" }, why), element("p", { class: "dk-hint" }, "What becomes of claims and notes can be said once this is mended.")));
    list.replaceChildren(...(rows.length ? rows : [element("li", { class: "dk-hint" }, "Every claim and note keeps its words.")]));
  };
  const text = field("The text, as Markdown", area(values.text, (value) => ((values.text = value), touched(draft), clearTimeout(timer), (timer = setTimeout(() => void look(), 200))), { rows: 6, class: "dk-source" }));
  const save = async () => {
    const entries = [...chosen.values()];
    const silent = entries.find((entry) => entry.lost.public && entry.words !== null && !entry.told.trim());
    if (silent) return say("Readers have seen these words. Say what they will be told.");
    const takes = entries.filter((entry) => entry.words !== null).map((entry) => ({ path: entry.lost.path, words: entry.words, confirmed: true }));
    const corrections = entries.filter((entry) => entry.told.trim()).map((entry) => ({ date: today(), claim: entry.lost.id, text: entry.told.trim() }));
    const operation = { op: "text", article, start: block.start, end: block.end, was: block.source, text: values.text, takes, corrections, leaves: takes.length < entries.length };
    await write({ operations: [operation], title: "Text edited", base: draft.base, entry: { file: "text", path: [], value: block.source } }, { key: draft.key, mine: values.text });
  };
  const shown = () => pairs().find(([, other]) => other.start === block.start)?.[0] ?? null;
  openPanel({
    key: draft.key,
    title: "Edit the text",
    body: element("div", { class: "dk-form" }, text, list),
    foot: element("div", { class: "dk-footrow" }, button("Save", () => void save(), { class: "dk-save dk-main" }), button("Close", () => closePanel()), button("Throw away", () => (dropDraft(draft.key), closePanel()), { class: "dk-link" })),
    focus: text.input,
    about: shown,
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
