/**
 * Fields that several forms have, and what becomes of their values.
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 */
import { button, choose, combobox, element, field, line } from "./elements.js";
import { editButton } from "./entries.js";
import { closePanel, desk, dropDraft, say } from "./frame.js";

export const DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;
export const KINDS = /** @type {[string, string][]} */ ([["person", "A person"], ["organisation", "An organisation"], ["government", "A public body"], ["media", "A medium"], ["document", "A document"]]);
const SMALL = new Set("a an and are as at be by for from has have in is it its of on or that the to was were with".split(" "));

/** @param {unknown} value @returns {any[]} */
export const listOf = (value) => (Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value]);

/** One as itself, several as a list, none as nothing. @param {string[]} items */
export const shortest = (items) => (items.length > 1 ? items : items[0]);

/** An id that is not taken, from some words. @param {string} words @param {string} fallback @param {(id: string) => boolean} isTaken */
export function idFrom(words, fallback, isTaken) {
  const all = words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const telling = all.filter((word) => !SMALL.has(word));
  const base = (telling.length ? telling : all).slice(0, 4).join("-").slice(0, 56).replace(/-+$/, "") || fallback;
  let id = base;
  for (let number = 2; isTaken(id); number++) id = `${base}-${number}`;
  return id;
}

/** Without what is empty. @param {Plain} values @returns {Plain} */
export const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && !value.length)));

/** Keys of an entry that a form does not show: they stay as they are. @param {Plain | null} was @param {string[]} shown */
export const notShown = (was, shown) => Object.keys(was ?? {}).filter((key) => !shown.includes(key));

/** Who says so; somebody new is written down here. @param {Draft} draft @param {() => void} update @param {{label?: string, needed?: boolean, values?: Plain}} [more] `values` is what has the speaker */
export function speakerField(draft, update, { label = "Who says so", needed = true, values = draft.values } = {}) {
  draft.values.newSpeakers ??= {};
  const added = () => draft.values.newSpeakers;
  const more = element("div", { class: "dk-inline", hidden: true });
  const choices = () => Object.entries({ ...desk.state.speakers, ...added() }).map(([id, speaker]) => ({ id, name: speaker.name || id, also: listOf(speaker.names).join(" "), detail: speaker.role }));
  const onpick = (/** @type {string} */ id) => {
    values.speaker = id;
    edit.show();
    made.fail("");
    more.hidden = !(id in added());
    update();
  };
  const onadd = (/** @type {string} */ typed) => {
    const speaker = { name: typed, kind: "person", role: "", interest: "" };
    const rename = () => {
      draft.values.newSpeakers = {};
      values.speaker = idFrom(speaker.name, "speaker", (id) => id in desk.state.speakers);
      added()[values.speaker] = speaker;
      box.show(values.speaker);
      update();
    };
    const name = line(typed, (value) => ((speaker.name = value), rename()));
    more.replaceChildren(
      element("p", { class: "dk-sub" }, "Someone new"),
      field("Name", name, { needed: true }),
      field("Kind", choose(KINDS, speaker.kind, (value) => ((speaker.kind = value), update()))),
      field("In a few words", line("", (value) => ((speaker.role = value), update())), { hint: "As readers see it under the name. A plain description, not a judgement." }),
      field("Whose interests are involved", line("", (value) => ((speaker.interest = value), update())), { hint: "A funder, a party, an owner, if readers should know." }),
    );
    more.hidden = false;
    rename();
    name.focus();
  };
  const box = combobox({ label, value: values.speaker ?? "", choices, onpick, onadd, addLabel: "Add someone new", placeholder: "Type a name" });
  const edit = editButton("speakers", () => values.speaker ?? "");
  const made = field(label, box, { needed });
  made.append(edit.made, more);
  return made;
}

/** A source, or a new one by its address. @param {Draft} draft @param {string} label @param {string} value @param {(id: string) => void} onpick @param {() => void} update */
export function sourceField(draft, label, value, onpick, update) {
  const values = draft.values;
  values.newSources ??= {};
  const more = element("div", { class: "dk-inline", hidden: true });
  const choices = () => Object.entries({ ...desk.state.sources, ...values.newSources }).map(([id, source]) => ({ id, name: source.title || source.url || id, also: `${source.publisher ?? ""} ${source.url ?? ""}`, detail: [source.publisher, source.date].filter(Boolean).join(", ") }));
  const onadd = (/** @type {string} */ typed) => {
    const known = Object.entries(desk.state.sources).find(([, source]) => source.url && source.url === typed);
    if (known) {
      box.show(known[0]);
      onpick(known[0]);
      return say("That address is a source already.");
    }
    const isAddress = /^https?:/.test(typed);
    const source = { title: isAddress ? "" : typed, url: isAddress ? typed : "", publisher: "", date: "", interest: "" };
    let id = "";
    const rename = () => {
      delete values.newSources[id];
      id = idFrom([source.publisher, source.date.slice(0, 4)].filter(Boolean).join(" ") || source.title || "source", "source", (other) => other in desk.state.sources || other in values.newSources);
      values.newSources[id] = source;
      box.show(id);
      onpick(id);
    };
    const set = (/** @type {keyof typeof source} */ key) => (/** @type {string} */ text) => {
      source[key] = text.trim();
      rename();
    };
    more.replaceChildren(
      element("p", { class: "dk-sub" }, "A new source"),
      field("Title", line(source.title, set("title")), { needed: true }),
      field("Address", line(source.url, set("url"), { type: "url", inputmode: "url", dir: "ltr" })),
      field("Publisher", line("", set("publisher"))),
      field("Date", line("", set("date"), { placeholder: "2024, 2024-03 or 2024-03-01", inputmode: "numeric" })),
      field("Whose interests are involved", line("", set("interest")), { hint: "A funder, a party, an owner, if readers should know." }),
    );
    more.hidden = false;
    rename();
    more.querySelector("input")?.focus();
    update();
  };
  const box = combobox({ label, value, choices, onpick: (id) => ((value = id), edit.show(), onpick(id), (more.hidden = !(id in values.newSources)), update()), onadd, addLabel: "Add a new source", placeholder: "Title, publisher or address" });
  const edit = editButton("sources", () => value);
  const made = field(label, box);
  made.append(edit.made, more);
  return made;
}

/**
 * Sources in a row, and room for a further one.
 * @param {Draft} draft @param {string} label @param {string[]} sources @param {(sources: string[]) => void} onchange @param {() => void} update
 */
export function sourcesField(draft, label, sources, onchange, update) {
  const box = element("div", { class: "dk-evidence" });
  const draw = () => {
    const pick = (/** @type {number} */ number) => (/** @type {string} */ id) => {
      const [was, wasNew] = [sources[number], sources[number] in (draft.values.newSources ?? {})];
      sources = id ? [...sources.slice(0, number), id, ...sources.slice(number + 1)] : sources.filter((_, other) => other !== number);
      onchange(sources);
      if (!wasNew && Boolean(was) !== Boolean(id) && !(id in (draft.values.newSources ?? {}))) draw();
    };
    box.replaceChildren(...[...sources, ""].map((id, number) => sourceField(draft, number ? `${label} ${number + 1}` : label, id, pick(number), update)));
  };
  draw();
  return box;
}

/**
 * Several speakers. @param {string} label @param {string[]} ids @param {(ids: string[]) => void} onchange @param {string} [hint]
 */
export function speakersField(label, ids, onchange, hint = "") {
  const list = element("ul", { class: "dk-picked" });
  const nameOf = (/** @type {string} */ id) => desk.state.speakers[id]?.name ?? id;
  const take = (/** @type {string[]} */ now) => {
    ids = now;
    onchange(now);
    draw();
  };
  const draw = () => list.replaceChildren(...ids.map((id) => element("li", {}, element("span", { dir: "auto" }, nameOf(id)), button("×", () => take(ids.filter((other) => other !== id)), { "aria-label": `Take out ${nameOf(id)}` }))));
  const pick = combobox({
    label,
    value: "",
    placeholder: "Type a name",
    choices: () => Object.entries(desk.state.speakers).filter(([id]) => !ids.includes(id)).map(([id, speaker]) => ({ id, name: speaker.name ?? id, detail: speaker.role })),
    onpick: (id) => {
      if (!id) return;
      pick.show("");
      take([...ids, id]);
    },
  });
  draw();
  return element("div", {}, field(label, pick, { hint }), list);
}

/** The new entries that a draft's values use. @param {Draft} draft @param {string} kind @param {string[]} ids */
export const newOf = (draft, kind, ids) => Object.fromEntries(Object.entries(draft.values[kind] ?? {}).filter(([id]) => ids.includes(id)).map(([id, entry]) => [id, filled(entry)]));

/**
 * That the holders of a position accept how it is put; bound to the words as they stand when it is written.
 * @param {Plain} values what has the approval @param {() => void} update
 */
export function approvalFields(values, update) {
  const approved = (values.approved = { by: "", date: "", ...values.approved });
  const set = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    approved[key] = value;
    delete approved.digest; // it is that of the words which are approved now
    update();
  };
  return element(
    "details",
    { class: "dk-inline", open: Boolean(approved.by) },
    element("summary", {}, "Accepted wording"),
    field("Who accepts it for them", line(approved.by, set("by")), { hint: "That they would put it this way; not that it is true." }),
    field("On which day", line(approved.date, set("date"), { placeholder: "2024-03-01", inputmode: "numeric" })),
  );
}

/** Values with the approval only where there is one. @param {Plain} values @returns {Plain} */
export const approvedOnly = (values) => ({ ...values, approved: values.approved?.by ? filled(values.approved) : undefined });

/** Today, as the author's clock says. */
export function today() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

/** The row of buttons under a form. @param {Draft} draft @param {() => void} save @param {HTMLElement | null} [last] */
export function footer(draft, save, last = null) {
  const drop = () => {
    dropDraft(draft.key);
    closePanel();
  };
  return element("div", { class: "dk-footrow" }, button("Save", save, { class: "dk-save dk-main", "aria-keyshortcuts": "Control+Enter" }), button("Close", () => closePanel()), button("Throw away", drop, { class: "dk-link" }), last);
}
