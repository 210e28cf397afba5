/**
 * Notes: what readers should know about some words.
 * @typedef {import("./client.js").Place} Place
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 */
import { article } from "./client.js";
import { area, button, element, field } from "./elements.js";
import { filled, footer, idFrom, listOf, newOf, sourcesField } from "./fields.js";
import { desk, draftOf, openPanel, reopen, touched, write } from "./frame.js";
import { quoteOf, wordsField } from "./place.js";
import { byId, fileView } from "./views.js";
import { kinds, rangeOf } from "./words.js";

/** @param {Place} place */
export const newNote = (place) => noteForm(draftOf(`note:${place.start}`, "note", {}, { place, quote: quoteOf(place), sources: [] }));

/** @param {string} id */
export function editNote(id) {
  const note = desk.state.sidecar.notes?.[id];
  if (note) noteForm(draftOf(`note:${id}`, "note", { id, was: note }, { ...note, sources: listOf(note.sources) }));
}

/** @param {Draft} draft */
function noteForm(draft) {
  const { values, about } = draft;
  const id = () => about.id ?? idFrom(values.place?.words ?? "note", "note", (other) => other in (desk.state.sidecar.notes ?? {}));
  const operation = () => {
    const { prefix, suffix, within, occurrence } = values.place ? /** @type {Plain} */ ({}) : values;
    const value = filled({ quote: values.quote, prefix, suffix, within, occurrence, note: values.note, sources: values.sources });
    const more = { article, sources: newOf(draft, "newSources", values.sources) };
    return about.id ? { op: "change", kind: "notes", id: about.id, value, keep: Object.keys(about.was).filter((key) => !(key in value) && !["quote", "prefix", "suffix", "within", "occurrence", "note", "sources"].includes(key)), ...more } : { op: "add", kind: "notes", id: id(), value, ...more };
  };
  const file = fileView(operation, { page: "article", part: byId(() => `note_${id()}`) });
  const update = () => {
    touched(draft);
    file.update();
  };
  const text = field("What to know about these words", area(values.note ?? "", (value) => ((values.note = value), update()), { rows: 4 }), { needed: true });
  const source = sourcesField(draft, "Source", values.sources, (ids) => (values.sources = ids), update);
  const save = async () => {
    text.fail(values.note?.trim() ? "" : "Write the note.");
    if (!values.note?.trim()) return text.input?.focus();
    const entry = about.id ? { file: /** @type {const} */ ("sidecar"), path: ["notes", about.id], value: about.was } : undefined;
    await write({ operations: [operation()], title: about.id ? "Note changed" : "Note added", base: draft.base, entry }, { key: draft.key, mine: operation().value });
  };
  const remove = about.id ? button("Delete", () => void write({ operations: [{ op: "delete", kind: "notes", id: about.id, article }], title: "Note deleted", base: draft.base, entry: { file: "sidecar", path: ["notes", about.id], value: about.was } }, { key: draft.key }), { class: "dk-link" }) : null;
  openPanel({
    key: draft.key,
    title: about.id ? "Note" : "New note",
    body: element("div", { class: "dk-form" }, wordsField(draft, update), text, source),
    views: file.box,
    foot: footer(draft, () => void save(), remove),
    about: () => (values.place ? rangeOf(values.place) : document.getElementById(`mark_note_${about.id}`)),
  });
  text.input?.focus();
  file.update();
}
reopen.note = (draft, chosen) => {
  if (chosen) Object.assign(draft.values, chosen, { sources: listOf(chosen.sources ?? draft.values.sources) });
  noteForm(draft);
};

kinds.push(["Note", "n", newNote]);
