/**
 * Speakers, sources and terms that are there: every key of theirs in one form. They may stand in the article's file or in one of the whole site.
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 * @typedef {"speakers" | "sources" | "terms"} Kind
 * @typedef {{key: string, label: string, hint?: string, how?: "line" | "area" | "date" | "address" | "lines" | "speaker" | "kind"}} Part
 */
import { article, post } from "./client.js";
import { area, button, choose, combobox, element, field, line } from "./elements.js";
import { DATE, KINDS, filled, footer, listOf, notShown } from "./fields.js";
import { closePanel, desk, draftOf, openPanel, reopen, say, touched, whisper, write } from "./frame.js";
import { toldFields } from "./told.js";
import { fileView } from "./views.js";

const INTEREST = { key: "interest", label: "Whose interests are involved", hint: "A funder, a party, an owner, if readers should know." };
/** What can be written of each kind; the first is needed. @type {Record<Kind, Part[]>} */
const PARTS = {
  speakers: [
    { key: "name", label: "Name", hint: "A name that readers know stays under ‘Other names’." },
    { key: "kind", label: "Kind", how: "kind" },
    { key: "role", label: "In a few words", hint: "As readers see it under the name. A plain description, not a judgement." },
    { key: "affiliation", label: "Belongs to", how: "speaker" },
    { key: "bio", label: "About them", how: "area" },
    INTEREST,
    { key: "names", label: "Other names", how: "lines", hint: "One on each line." },
    { key: "url", label: "Own page", how: "address" },
    { key: "same_as", label: "Pages about them", how: "lines", hint: "Addresses in an encyclopedia or a register, one on each line." },
    { key: "image", label: "Picture", hint: "A file in the site’s content folder, such as media/ann.jpg." },
  ],
  sources: [
    { key: "title", label: "Title" },
    { key: "publisher", label: "Publisher" },
    { key: "url", label: "Address", how: "address" },
    { key: "date", label: "Date", how: "date" },
    { key: "kind", label: "Kind", hint: "Such as report, news article or law." },
    INTEREST,
    { key: "viewpoint", label: "Its part in the debate" },
    { key: "language", label: "Language", hint: "A code such as en or he, where it is not this page’s." },
    { key: "archived", label: "Archived copy", how: "address" },
    { key: "accessed", label: "Looked up on", how: "date" },
    { key: "note", label: "Note", how: "area" },
  ],
  terms: [
    { key: "term", label: "Term" },
    { key: "definition", label: "What it means", how: "area", hint: "Where its meaning is in dispute, say so." },
  ],
};
const TITLES = { speakers: "Speaker", sources: "Source", terms: "Term" };
const DONE = { speakers: "Speaker changed", sources: "Source changed", terms: "Term changed" };

/** @param {Kind} kind @returns {Plain} */
const allOf = (kind) => (kind === "terms" ? desk.state.sidecar.terms ?? {} : desk.state[kind]);
/** @param {Kind} kind @param {string} id @returns {string} */
const nameOf = (kind, id) => String(allOf(kind)[id]?.[PARTS[kind][0].key] ?? id);

/** @param {Kind} kind @param {string} id */
export function editEntry(kind, id) {
  const was = allOf(kind)[id];
  if (!was) return say("This is not in the file as it is saved.");
  form(draftOf(`${kind}:${id}`, "entry", { kind, id, was }, { ...was, names: listOf(was.names), same_as: listOf(was.same_as) }));
}

/** A button that opens the form of what is picked; hidden where nothing is. @param {Kind} kind @param {() => string} id */
export function editButton(kind, id) {
  const made = button(`Edit this ${TITLES[kind].toLowerCase()}`, () => editEntry(kind, id()), { class: "dk-link" });
  const show = () => (made.hidden = !(id() in allOf(kind)));
  show();
  return { made, show };
}

/** The control of a part of an entry. @param {Part} part @param {Plain} values @param {(value: any) => void} set */
function control({ key, label, how }, values, set) {
  const value = values[key] ?? "";
  if (how === "kind") return choose([["", "Not said"], ...KINDS], value, set);
  if (how === "area") return area(value, set);
  if (how === "lines") return area(listOf(value).join("\n"), (text) => set(text.split("\n").map((row) => row.trim()).filter(Boolean)));
  if (how === "date") return line(value, set, { placeholder: "2024, 2024-03 or 2024-03-01", inputmode: "numeric" });
  if (how === "address") return line(value, set, { type: "url", inputmode: "url", dir: "ltr" });
  if (how === "speaker") return combobox({ label, value, placeholder: "Type a name", choices: () => Object.entries(desk.state.speakers).map(([id, speaker]) => ({ id, name: speaker.name ?? id, detail: speaker.role })), onpick: set });
  return line(value, set);
}

/** @param {Draft} draft */
function form(draft) {
  const { values, about } = draft;
  /** @type {{kind: Kind, id: string, was: Plain}} */
  const { kind, id, was } = /** @type {any} */ (about);
  const parts = PARTS[kind];
  const keys = parts.map(({ key }) => key);
  const valueOf = () => filled(Object.fromEntries(keys.map((key) => [key, values[key]])));
  const operation = () => ({ op: "change", kind, id, article, value: valueOf(), keep: notShown(was, keys) });
  const told = toldFields(draft);
  const { claims = {} } = desk.state.sidecar;
  const isUsed = (/** @type {Plain} */ claim) => (kind === "speakers" ? claim.speaker === id : listOf(claim.evidence).some((item) => item.source === id));
  const shown = kind === "terms" ? undefined : Object.keys(claims).find((other) => isUsed(claims[other]));
  const file = fileView(operation, shown ? { page: "article", part: (page) => page.getElementById(shown) } : undefined, { told });
  const fields = parts.map((part, number) => {
    const set = (/** @type {any} */ value) => {
      values[part.key] = value;
      touched(draft);
      if (values[keys[0]]?.trim()) file.update();
    };
    return field(part.label, control(part, values, set), { hint: part.hint, needed: number === 0 });
  });
  const place = element("p", { class: "dk-place" });
  void post("where", { article, kind, id }).then((answer) => {
    if (answer.ok) place.textContent = `In ${answer.data.path}, line ${answer.data.line}. There it can be deleted, too.`;
  });
  const save = async () => {
    const wrong = parts.map(({ key, how }, number) => (number === 0 && !values[key]?.trim() ? "This is needed." : how === "date" && values[key] && !DATE.test(values[key]) ? "A year, a month (2024-03) or a day (2024-03-01)." : ""));
    wrong.forEach((why, number) => fields[number].fail(why));
    const first = wrong.findIndex(Boolean);
    if (first >= 0) return fields[first].input?.focus(), whisper(wrong[first]);
    const entry = { file: /** @type {any} */ (kind === "terms" ? "sidecar" : kind), path: kind === "terms" ? ["terms", id] : [id], value: was };
    await write({ operations: [operation()], title: DONE[kind], base: draft.base, entry }, { key: draft.key, mine: valueOf() });
  };
  openPanel({ key: draft.key, title: nameOf(kind, id), kicker: TITLES[kind], body: element("div", { class: "dk-form" }, fields, place), views: file.box, told, foot: footer(draft, () => void save()) });
  file.update();
}
reopen.entry = (draft, chosen) => {
  if (chosen) Object.assign(draft.values, chosen);
  form(draft);
};

/** The ids of speakers and sources that the article names. @returns {Record<Kind, string[]>} */
function named() {
  const { claims = {}, positions = {}, issues = {}, notes = {}, sources = {}, speakers = {}, terms = {} } = desk.state.sidecar;
  const answers = Object.values(issues).flatMap((issue) => Object.values(issue.answers ?? {}));
  const all = Object.values(claims);
  const ids = (/** @type {any[]} */ items, /** @type {Kind} */ kind) => [...new Set(items.flatMap(listOf))].filter((id) => id in allOf(kind));
  return {
    speakers: ids([all.map((claim) => claim.speaker), Object.values(positions).map(({ speakers: holders }) => holders).flat(), answers.map((answer) => answer?.speaker), Object.keys(speakers)].flat(), "speakers"),
    sources: ids([Object.keys(sources), all.flatMap((claim) => [claim.appears_in, ...listOf(claim.evidence).map((item) => item.source)]), answers.map((answer) => answer?.source), Object.values(notes).flatMap((note) => listOf(note.sources))].flat(), "sources"),
    terms: Object.keys(terms),
  };
}

/** Lists the speakers, sources and terms of the article; those of the whole site are found by their names. */
export function showEntries() {
  const ids = named();
  const section = (/** @type {Kind} */ kind, /** @type {string} */ title) => {
    const rows = ids[kind].map((id) => element("li", {}, element("span", { dir: "auto" }, nameOf(kind, id)), button("Edit", () => editEntry(kind, id), { "aria-label": `Edit: ${nameOf(kind, id)}` })));
    const label = kind === "speakers" ? "Another speaker of the site" : "Another source of the site";
    const others = Object.keys(allOf(kind)).filter((id) => !ids[kind].includes(id));
    const find = others.length ? field(label, combobox({ label, value: "", placeholder: "Type a name", choices: () => others.map((id) => ({ id, name: nameOf(kind, id) })), onpick: (id) => id && editEntry(kind, id) })) : null;
    return rows.length || find ? element("section", {}, element("h3", { class: "dk-sub" }, title), element("ul", { class: "dk-picked" }, rows), find) : null;
  };
  const sections = [section("speakers", "Speakers"), section("sources", "Sources"), section("terms", "Terms")];
  openPanel({
    key: "entries",
    title: "Speakers and sources",
    body: element("div", { class: "dk-form" }, element("p", { class: "dk-hint" }, sections.some(Boolean) ? "What is changed here changes wherever it is named." : "None yet: they come with the first claim."), sections),
    foot: element("div", { class: "dk-footrow" }, button("Close", () => closePanel())),
  });
}
