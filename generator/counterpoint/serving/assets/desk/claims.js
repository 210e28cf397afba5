/**
 * Claims and notes: written, changed and deleted in one form each. Only the words and the speaker are required.
 * @typedef {import("./client.js").Place} Place
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 */
import { article, post, reason } from "./client.js";
import { area, button, checks, choose, combobox, diffView, element, field, line, radios } from "./elements.js";
import { closePanel, desk, draftOf, dropDraft, openPanel, refresh, reopen, say, touched, whisper, write } from "./frame.js";
import { kinds, open, paint, rangeOf, stepper } from "./words.js";

export const DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;
const STANCES = /** @type {[string, string][]} */ ([["supports", "Supports"], ["disputes", "Disputes"], ["context", "Context"]]);
const KINDS = /** @type {[string, string][]} */ ([["person", "A person"], ["organisation", "An organisation"], ["government", "A public body"], ["media", "A medium"], ["document", "A document"]]);
const SMALL = new Set("a an and are as at be by for from has have in is it its of on or that the to was were with".split(" "));

/** @param {unknown} value @returns {any[]} */
export const listOf = (value) => (Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value]);

/** One as itself, several as a list, none as nothing. @param {string[]} items */
const shortest = (items) => (items.length > 1 ? items : items[0]);

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

// ---- fields that several forms have

/** Who says so; somebody new is written down here. @param {Draft} draft @param {() => void} update @param {{label?: string, needed?: boolean}} [more] */
export function speakerField(draft, update, { label = "Who says so", needed = true } = {}) {
  const values = draft.values;
  values.newSpeakers ??= {};
  const more = element("div", { class: "dk-inline", hidden: true });
  const choices = () => Object.entries({ ...desk.state.speakers, ...values.newSpeakers }).map(([id, speaker]) => ({ id, name: speaker.name || id, also: listOf(speaker.names).join(" "), detail: speaker.role }));
  const onpick = (/** @type {string} */ id) => {
    values.speaker = id;
    more.hidden = !(id in values.newSpeakers);
    update();
  };
  const onadd = (/** @type {string} */ typed) => {
    const speaker = { name: typed, kind: "person", role: "" };
    const rename = () => {
      values.newSpeakers = {};
      values.speaker = idFrom(speaker.name, "speaker", (id) => id in desk.state.speakers);
      values.newSpeakers[values.speaker] = speaker;
      box.show(values.speaker);
      update();
    };
    const name = line(typed, (value) => ((speaker.name = value), rename()));
    more.replaceChildren(
      element("p", { class: "dk-sub" }, "Someone new"),
      field("Name", name, { needed: true }),
      field("Kind", choose(KINDS, speaker.kind, (value) => ((speaker.kind = value), update()))),
      field("In a few words", line("", (value) => ((speaker.role = value), update())), { hint: "As readers see it under the name. A plain description, not a judgement." }),
    );
    more.hidden = false;
    rename();
    name.focus();
  };
  const box = combobox({ label, value: values.speaker ?? "", choices, onpick, onadd, addLabel: "Add someone new", placeholder: "Type a name" });
  const made = field(label, box, { needed });
  made.append(more);
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
    const source = { title: isAddress ? "" : typed, url: isAddress ? typed : "", publisher: "", date: "" };
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
    );
    more.hidden = false;
    rename();
    more.querySelector("input")?.focus();
    update();
  };
  const box = combobox({ label, value, choices, onpick: (id) => (onpick(id), (more.hidden = !(id in values.newSources)), update()), onadd, addLabel: "Add a new source", placeholder: "Title, publisher or address" });
  const made = field(label, box);
  made.append(more);
  return made;
}

/** The new entries that a draft's values use. @param {Draft} draft @param {string} kind @param {string[]} ids */
export const newOf = (draft, kind, ids) => Object.fromEntries(Object.entries(draft.values[kind] ?? {}).filter(([id]) => ids.includes(id)).map(([id, entry]) => [id, filled(entry)]));

/** The words with those around them, and buttons that move their ends. @param {Draft} draft @param {() => void} update */
function wordsField(draft, update) {
  const context = element("p", { class: "dk-context", dir: "auto" });
  const note = element("p", { class: "dk-hint" });
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
    context.replaceChildren(`… ${place.before.slice(-90)}`, element("mark", { class: "c" }, place.words), `${place.after.slice(0, 90)} …`);
    note.textContent = place.places > 1 ? `These words stand ${place.places} times in the article. This place is meant.` : "";
    paint(place);
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
  return element("div", { class: "dk-words" }, context, stands, note);
}

/** A quote as it is written: the words alone where they are enough. @param {Place} place */
const quoteOf = (place) => (Object.keys(place.quote).length === 1 ? place.quote.exact : place.quote);

/**
 * Shows beside a form what readers would see, and what would go into the files. Nothing is written for it.
 * @param {() => Plain} operation @param {{page: "article" | "sides", id: () => string}} [shown] the part of a page that readers would see
 */
export function fileView(operation, shown) {
  const rows = element("div", {});
  const box = element("div", { class: "dk-view" }, element("p", { class: "dk-viewname" }, "In the file"), rows);
  const seen = element("div", { class: "dk-shown" });
  const seenBox = element("div", { class: "dk-view", hidden: true }, element("p", { class: "dk-viewname" }, "As readers see it"), seen);
  let timer = 0;
  let asked = 0;
  const update = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = ++asked;
      const answer = await post("plan", { operations: [operation()], page: shown?.page ?? "" });
      if (number !== asked) return; // a later answer is on its way
      if (shown && answer.ok && answer.data.page) {
        const part = asReadersSee(answer.data.page, shown.id());
        if (part) seen.replaceChildren(part);
        seenBox.hidden = !part;
      }
      if (!answer.ok) return rows.replaceChildren(element("p", { class: "dk-hint" }, reason(answer)));
      const problems = answer.data.problems.map((/** @type {string} */ problem) => element("p", { class: "dk-error" }, problem));
      const diffs = diffView(answer.data.diffs);
      rows.replaceChildren(...problems, ...(diffs.length ? diffs : [element("p", { class: "dk-hint" }, "Nothing is different yet.")]));
    }, 150);
  };
  return { box: element("div", { class: "dk-views" }, seenBox, box), update };
}

/** A part of a page, to be read only: its links lead nowhere, and its ids are not the page's. @param {string} page @param {string} id */
function asReadersSee(page, id) {
  const part = new DOMParser().parseFromString(page, "text/html").getElementById(id);
  if (!part) return null;
  const copy = /** @type {HTMLElement} */ (document.importNode(part, true));
  for (const name of ["id", "popover", "role", "aria-labelledby"]) copy.removeAttribute(name);
  if (copy.classList.contains("card")) copy.classList.add("standing");
  for (const gone of copy.querySelectorAll(".x, .card-foot, .rlinks, script")) gone.remove();
  for (const link of copy.querySelectorAll("a")) link.removeAttribute("href");
  for (const pressed of copy.querySelectorAll("button")) pressed.replaceWith(element("span", { class: pressed.className }, ...pressed.childNodes));
  for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
  for (const title of copy.querySelectorAll("h3, h4")) title.replaceWith(element("p", { class: title.className }, ...title.childNodes));
  for (const folded of copy.querySelectorAll("details")) folded.replaceWith(element("div", { class: folded.className }, ...[...folded.childNodes].filter((child) => child.nodeName !== "SUMMARY")));
  return copy;
}

/** What readers are told of a change of a public claim. @param {Draft} draft @returns {import("./elements.js").Field} */
function correctionField(draft) {
  return field("What will readers be told?", area(draft.values.correction ?? "", (value) => ((draft.values.correction = value), touched(draft))), { needed: true, hint: "Readers have seen this claim. This is shown under ‘Corrections’ with today’s date." });
}

/** @param {Draft} draft @param {string} id */
const corrections = (draft, id) => (draft.values.correction?.trim() ? [{ date: today(), claim: id, text: draft.values.correction.trim() }] : []);

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

// ---- a claim

/** The claim that comes before a place in the text: the new one is written after it. @param {Place} place */
function neighbourBefore(place) {
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

/** What a form of a claim begins with. @param {Plain} claim @returns {Plain} */
const claimValues = (claim) => ({ ...claim, issue: listOf(claim.issue), responds_to: listOf(claim.responds_to), evidence: listOf(claim.evidence).map((item) => ({ ...item })), review: claim.review ? { ...claim.review } : null });

/** @type {{speaker: string, position: string}} What the last claim had, for 'another like this'. */
const last = { speaker: "", position: "" };

/** @param {Place} place */
export const newClaim = (place) => claimForm(draftOf(`claim:${place.start}`, "claim", { after: neighbourBefore(place) }, { place, quote: quoteOf(place), issue: [], responds_to: [], evidence: [], review: null }));

/** @param {string} id */
export function editClaim(id) {
  const claim = desk.state.sidecar.claims?.[id];
  if (claim) claimForm(draftOf(`claim:${id}`, "claim", { id, was: claim }, claimValues(claim)));
  else say("This claim is not in the file as it is saved.");
}

/** @param {Draft} draft @returns {Plain} */
function claimOf({ values }) {
  const evidence = values.evidence.map(filled).filter((/** @type {Plain} */ item) => item.source);
  const review = values.review?.rating ? filled(values.review) : undefined;
  const { prefix, suffix, within, occurrence, anchor } = values.place ? /** @type {Plain} */ ({}) : values;
  return filled({ quote: values.quote, prefix, suffix, within, occurrence, anchor, text: values.text, speaker: values.speaker, position: values.position, issue: shortest(values.issue), date: values.date, note: values.note, evidence, responds_to: shortest(values.responds_to), review, ...kept(values) });
}

const SHOWN = new Set("quote prefix suffix within occurrence anchor text speaker position issue date note evidence responds_to review place newSpeakers newSources correction".split(" "));
/** Keys that the form does not show stay as they are. @param {Plain} values */
const kept = (values) => Object.fromEntries(Object.entries(values).filter(([key]) => !SHOWN.has(key)));

/** @param {Draft} draft */
function claimForm(draft) {
  const { values, about } = draft;
  const id = () => about.id ?? idFrom(values.text || values.place?.words || "claim", "claim", (other) => other in (desk.state.sidecar.claims ?? {}));
  const isPublic = about.id && desk.state.public.includes(about.id);
  const operation = () => {
    const claim = claimOf(draft);
    const used = [claim.speaker, ...listOf(claim.evidence).map((item) => item.source)].filter(Boolean);
    const more = { article, speakers: newOf(draft, "newSpeakers", used), sources: newOf(draft, "newSources", used), corrections: corrections(draft, id()) };
    return about.id ? { op: "change", kind: "claims", id: about.id, value: claim, ...more } : { op: "add", kind: "claims", id: id(), value: claim, after: about.after, ...more };
  };
  const file = fileView(operation, { page: "article", id });
  const update = () => {
    touched(draft);
    file.update();
  };
  const set = (/** @type {string} */ key) => (/** @type {any} */ value) => {
    values[key] = value;
    update();
  };
  const positions = Object.entries(desk.state.sidecar.positions ?? {});
  const words = wordsField(draft, update);
  const speaker = speakerField(draft, update);
  const date = field("Date", line(values.date ?? "", set("date"), { placeholder: "2024, 2024-03 or 2024-03-01", inputmode: "numeric" }), { hint: "When it was said." });
  const correction = isPublic ? correctionField(draft) : null;
  const sides = [...positions.map(([value, position], number) => ({ value, label: position.label, number: number + 1 })), { value: "", label: "No side", number: 0 }];
  const claims = () => Object.entries(desk.state.sidecar.claims ?? {}).filter(([other]) => other !== about.id);
  const answered = combobox({
    label: "Answers a claim",
    value: "",
    placeholder: "Words or speaker of the claim",
    choices: () => claims().filter(([other]) => !values.responds_to.includes(other)).map(([other, claim]) => ({ id: other, name: claim.text || (typeof claim.quote === "string" ? claim.quote : other), detail: desk.state.speakers[claim.speaker]?.name })),
    onpick: (other) => {
      if (!other) return;
      values.responds_to = [...values.responds_to, other];
      answered.show("");
      drawAnswered();
      update();
    },
  });
  const answeredList = element("ul", { class: "dk-picked" });
  const drawAnswered = () => answeredList.replaceChildren(...values.responds_to.map((/** @type {string} */ other) => element("li", {}, element("span", {}, desk.state.sidecar.claims?.[other]?.text ?? other), button("×", () => ((values.responds_to = values.responds_to.filter((/** @type {string} */ id) => id !== other)), drawAnswered(), update()), { "aria-label": `Take out ${other}` }))));
  drawAnswered();
  const evidence = element("div", { class: "dk-evidence" });
  const drawEvidence = () => evidence.replaceChildren(...values.evidence.map((/** @type {Plain} */ item, /** @type {number} */ number) => evidenceFields(draft, item, number, () => (drawEvidence(), update()), update)));
  drawEvidence();
  const addEvidence = button("Add evidence", () => {
    values.evidence.push({ source: "", stance: "supports" });
    drawEvidence();
    /** @type {HTMLElement | null} */ (evidence.lastElementChild?.querySelector("input") ?? null)?.focus();
  });
  const review = reviewFields(draft, update);

  const save = async () => {
    const wrong = /** @type {[ReturnType<typeof field>, string][]} */ ([
      [speaker, values.speaker ? "" : "Say who says so."],
      [date, !values.date || DATE.test(values.date) ? "" : "A year, a month (2024-03) or a day (2024-03-01)."],
    ]);
    for (const [box, why] of wrong) box.fail(why);
    const first = wrong.find(([, why]) => why);
    if (first) return first[0].input?.focus(), whisper(first[1]);
    [last.speaker, last.position] = [values.speaker, values.position ?? ""];
    const entry = about.id ? { file: /** @type {const} */ ("sidecar"), path: ["claims", about.id], value: about.was } : undefined;
    const title = about.id ? "Claim changed" : "Claim added";
    await write({ operations: [operation()], title, base: draft.base, entry }, { key: draft.key, mine: claimOf(draft), onRefused: (data) => refused(data, correction) });
  };
  const like = !about.id && last.speaker ? button("Another like this", () => ((values.speaker = last.speaker), (values.position = last.position), claimForm(draft)), { class: "dk-link" }) : null;
  openPanel({
    key: draft.key,
    title: about.id ? "Claim" : "New claim",
    body: element(
      "div",
      { class: "dk-form" },
      words,
      like,
      field("How it reads on its own", area(values.text ?? "", set("text")), { hint: "Left empty: the words as they stand." }),
      speaker,
      positions.length ? field("Which side it serves", radios(sides, values.position ?? "", set("position")), { group: true }) : null,
      Object.keys(desk.state.sidecar.issues ?? {}).length ? field("Which question it speaks to", checks(Object.entries(desk.state.sidecar.issues).map(([key, issue]) => [key, issue.question]), values.issue, set("issue")), { group: true }) : null,
      correction,
      date,
      field("Note", area(values.note ?? "", set("note")), { hint: "What readers need to know about it." }),
      evidence,
      addEvidence,
      claims().length ? element("div", {}, field("Answers a claim", answered), answeredList) : null,
      review,
    ),
    views: file.box,
    foot: footer(draft, () => void save(), about.id ? button("Delete …", () => deleteClaim(about.id), { class: "dk-link" }) : null),
    focus: about.id ? null : speaker.input,
    about: () => (values.place ? rangeOf(values.place) : document.getElementById(`mark_${about.id}`)),
  });
  file.update();
}
reopen.claim = (draft, chosen) => {
  if (chosen) Object.assign(draft.values, claimValues({ ...claimOf(draft), ...chosen }), "quote" in chosen ? { place: null } : {});
  claimForm(draft);
};

/** @param {Draft} draft @param {Plain} item @param {number} number @param {() => void} redraw @param {() => void} update */
function evidenceFields(draft, item, number, redraw, update) {
  const set = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    item[key] = value;
    update();
  };
  const take = () => {
    draft.values.evidence.splice(number, 1);
    redraw();
  };
  return element(
    "fieldset",
    { class: "dk-inline" },
    element("legend", {}, `Evidence ${number + 1}`),
    sourceField(draft, "Source", item.source, set("source"), update),
    field("What it does", choose(STANCES, item.stance ?? "context", set("stance"))),
    field("Where in it", line(item.locator ?? "", set("locator"), { placeholder: "p. 12" })),
    field("What it says", area(item.note ?? "", set("note"))),
    button("Take this evidence out", take, { class: "dk-link" }),
  );
}

/** @param {Draft} draft @param {() => void} update */
function reviewFields(draft, update) {
  const ratings = Object.entries(desk.state.ratings);
  if (!ratings.length) return null;
  const review = (draft.values.review ??= { rating: "" });
  const set = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    review[key] = value;
    update();
  };
  const by = (/** @type {string} */ name) => {
    review.by = review.by?.name && name ? { ...review.by, name } : name;
    update();
  };
  return element(
    "details",
    { class: "dk-inline", open: Boolean(review.rating) },
    element("summary", {}, "Rating"),
    field("How it stands", choose([["", "Not rated"], ...ratings], review.rating, set("rating"))),
    field("The finding in one sentence", area(review.summary ?? "", set("summary"))),
    field("Rated by", line(review.by?.name ?? review.by ?? "", by)),
    field("Rated on", line(review.date ?? "", set("date"), { placeholder: "2024-03-01", inputmode: "numeric" })),
  );
}

/** @param {any} data @param {import("./elements.js").Field | null} correction */
function refused(data, correction) {
  const why = data.messages.join(" ");
  if (data.field === "correction" && correction) {
    correction.fail(why);
    correction.input?.focus();
  }
  say(why);
}

/** @param {string} id */
export function deleteClaim(id) {
  const draft = draftOf(`delete:${id}`, "delete", { id }, {});
  const claim = desk.state.sidecar.claims?.[id] ?? {};
  const answers = Object.entries(desk.state.sidecar.claims ?? {}).filter(([, other]) => listOf(other.responds_to).includes(id));
  const isPublic = desk.state.public.includes(id);
  /** @type {ReturnType<typeof field> | null} */
  const correction = isPublic ? correctionField(draft) : null;
  /** @returns {Promise<void>} */
  const remove = async () => {
    correction?.fail(draft.values.correction?.trim() ? "" : "Say what readers will be told.");
    if (correction && !draft.values.correction?.trim()) return void correction.input?.focus();
    const operation = { op: "delete", kind: "claims", id, article, corrections: corrections(draft, id) };
    await write({ operations: [operation], title: "Claim deleted", base: draft.base, entry: { file: "sidecar", path: ["claims", id], value: claim } }, { key: draft.key, onConflict: () => say("The claim was changed elsewhere. Look at it again before you delete it.") });
    dropDraft(`claim:${id}`);
  };
  openPanel({
    key: draft.key,
    title: "Delete this claim?",
    body: element("div", { class: "dk-form" }, element("p", { dir: "auto" }, claim.text ?? (typeof claim.quote === "string" ? claim.quote : id)), answers.length ? element("p", {}, `${answers.length === 1 ? "One claim answers it, and will no longer say so." : `${answers.length} claims answer it, and will no longer say so.`}`) : null, correction),
    foot: element("div", { class: "dk-footrow" }, button("Delete", () => void remove(), { class: "dk-main" }), button("Keep it", () => closePanel())),
  });
}
reopen.delete = (draft) => deleteClaim(draft.about.id);

// ---- a note

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
    return about.id ? { op: "change", kind: "notes", id: about.id, value, ...more } : { op: "add", kind: "notes", id: id(), value, ...more };
  };
  const file = fileView(operation, { page: "article", id: () => `note_${id()}` });
  const update = () => {
    touched(draft);
    file.update();
  };
  const text = field("What to know about these words", area(values.note ?? "", (value) => ((values.note = value), update()), { rows: 4 }), { needed: true });
  const source = sourceField(draft, "Source", values.sources[0] ?? "", (value) => (values.sources = value ? [value, ...values.sources.slice(1)] : values.sources.slice(1)), update);
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

// ---- words by keyboard

/** A form in which words are typed or pasted, for those who do not select with a pointer. */
export function typeWords() {
  const result = element("p", { class: "dk-context", role: "status", dir: "auto" });
  /** @type {Place | null} */
  let place = null;
  let timer = 0;
  const look = (/** @type {string} */ words) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await post("locate", { article, words, before: "", after: "" });
      place = answer.ok && !answer.data.why ? answer.data : null;
      paint(place);
      if (place) result.replaceChildren(`… ${place.before.slice(-60)}`, element("mark", { class: "c" }, place.words), `${place.after.slice(0, 60)} …`);
      else result.textContent = words.trim() ? "Not in the text yet: go on, letter by letter as it stands there." : "";
    }, 120);
  };
  const box = field("Words of the article", area("", look), { hint: "Type or paste the words as they stand in the text. The place is shown as you type." });
  const go = (/** @type {(place: Place) => void} */ act) => () => (place ? act(place) : box.fail("These words are not in the text."));
  openPanel({
    key: "words",
    title: "Which words?",
    body: element("div", { class: "dk-form" }, box, result),
    foot: element("div", { class: "dk-footrow" }, button("Claim", go(newClaim), { class: "dk-main dk-save" }), button("Note", go(newNote)), button("Close", () => closePanel())),
    focus: box.input,
  });
}

kinds.push(["Claim", "c", newClaim], ["Note", "n", newNote]);
