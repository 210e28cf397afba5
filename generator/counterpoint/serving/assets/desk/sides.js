/**
 * The side-by-side view as its own editor: answers and silences, questions and positions, and their order.
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 */
import { article, post } from "./client.js";
import { DATE, approvalFields, approvedOnly, filled, footer, idFrom, listOf, newOf, notShown, shortest, sourceField, sourcesField, speakerField, speakersField, today } from "./fields.js";
import { toldFields } from "./told.js";
import { byId, fileView } from "./views.js";
import { area, button, choose, element, field, line, radios, shape } from "./elements.js";
import { closePanel, desk, draftOf, openPanel, reopen, say, touched, whisper, write } from "./frame.js";

/** @type {Record<string, string>} */
export const SILENCES = { "not-stated": "No answer is stated", "no-reply": "Did not reply", declined: "Declined to answer", "not-asked": "Was not asked", "not-applicable": "The question does not apply" };
/** What a silent side owes its readers: what is asked for, and why. @type {Record<string, [string, string]>} */
const OWED = {
  "not-stated": ["What was looked at", "Say what you looked at, and until when: readers can then judge the silence themselves."],
  "no-reply": ["What readers should know of it", "Two attempts by two channels have to be on record: write them down under ‘Sides’, ‘Who was asked for an answer’."],
  declined: ["How they were asked", "Say how and when they were asked, and what exactly they declined. Write it down under ‘Sides’, ‘Who was asked for an answer’, too."],
  "not-asked": ["Why they were not asked", "A side that was not asked is not a side that has nothing to say."],
  "not-applicable": ["Why it does not apply", "Say why the question does not touch this side."],
};

/** The positions in the order of the page's columns, which may be another than the file's. @returns {[string, any][]} */
export const positions = () => {
  const columns = [...document.querySelectorAll("[id^=position-]")].map((column) => column.id.slice("position-".length));
  const place = (/** @type {string} */ id) => (columns.includes(id) ? columns.indexOf(id) : columns.length);
  return Object.entries(desk.state.sidecar.positions ?? {}).sort(([one], [other]) => place(one) - place(other));
};
export const issues = () => Object.entries(desk.state.sidecar.issues ?? {});

/** Puts the desk's buttons into the table. */
export function dressSides() {
  const grid = document.querySelector("[role=table]");
  if (!grid || grid.querySelector(".dk-cell")) return;
  const all = positions();
  for (const [id, issue] of issues()) {
    all.forEach(([position, { label }], number) => {
      const cell = document.getElementById(`cell_${id}_${number + 1}`);
      cell?.append(element("p", { class: "dk-cell" }, button("Edit", () => editAnswer(id, position), { "aria-label": `Edit the answer of ${label} to: ${issue.question}` })));
    });
    const row = document.getElementById(`issue-${id}`);
    const head = row?.querySelector("[role=rowheader] .stick") ?? row?.querySelector("[role=rowheader]");
    head?.append(element("p", { class: "dk-row" }, button("Edit", () => editIssue(id), { "aria-label": `Edit the question: ${issue.question}` }), ...movers("issues", id, issues(), issue.question, ["↑", "↓"], ["up", "down"])));
  }
  const heads = grid.querySelectorAll("[role=columnheader]:not(.corner)");
  all.forEach(([id, { label }], number) => heads[number]?.append(element("p", { class: "dk-row" }, button("Edit", () => editPosition(id), { "aria-label": `Edit the position: ${label}` }), ...movers("positions", id, all, label, ["←", "→"], ["earlier", "later"]))));
  grid.after(element("p", { class: "dk-add" }, button("Add a question", () => editIssue("")), button("Add a position", () => editPosition(""))));
}

/** Takes them away. */
export function undressSides() {
  for (const added of document.querySelectorAll(".dk-cell, .dk-row, .dk-add")) added.remove();
}

/** Two buttons that move an entry by one. @param {string} kind @param {string} id @param {[string, any][]} all @param {string} name @param {string[]} arrows @param {string[]} ways */
function movers(kind, id, all, name, arrows, ways) {
  const at = all.findIndex(([other]) => other === id);
  const move = (/** @type {number} */ to, /** @type {string | null} */ before) => () => void write({ operations: [{ op: "move", kind, id, before, article }], title: `“${name}” is now number ${to + 1} of ${all.length}`, base: desk.state.digests });
  return [
    button(arrows[0], move(at - 1, all[at - 1]?.[0] ?? null), { disabled: at === 0, "aria-label": `Move ${ways[0]}: ${name}` }),
    button(arrows[1], move(at + 1, all[at + 2]?.[0] ?? null), { disabled: at === all.length - 1, "aria-label": `Move ${ways[1]}: ${name}` }),
  ];
}

// ---- an answer

/** @param {any} answer @returns {string} 'stated', 'inferred', or a kind of silence */
export const stateOf = (answer) => (!answer ? "not-stated" : typeof answer === "string" ? "stated" : answer.silence ?? (answer.inferred === "true" ? "inferred" : "stated"));

/** @param {string} issue @param {string} position */
export function editAnswer(issue, position) {
  const was = desk.state.sidecar.issues?.[issue]?.answers?.[position] ?? null;
  const given = typeof was === "string" ? { answer: was } : { ...was };
  answerForm(draftOf(`answer:${issue}:${position}`, "answer", { issue, position, was }, { state: stateOf(was), [stateOf(was)]: given }));
}

/** What was written for the kind of answer that is chosen. Another kind has values of its own: who spoke has not declined. @param {Plain} values @returns {Plain} */
const valuesOf = (values) => (values[values.state] ??= {});

/** @param {Draft} draft @returns {string | Plain} */
function answerOf({ values, about }) {
  const own = valuesOf(values);
  if (values.state in SILENCES) return filled({ ...own, silence: values.state, date: own.date || today() });
  const answer = filled({ ...approvedOnly(own), inferred: values.state === "inferred" ? "true" : undefined });
  const isText = Object.keys(answer).length === 1 && answer.answer && typeof about.was !== "object";
  return isText || (Object.keys(answer).length === 1 && answer.answer && about.was === null) ? answer.answer : answer;
}

/** @param {Draft} draft */
function answerForm(draft) {
  const { values, about } = draft;
  const [issue, position] = [desk.state.sidecar.issues?.[about.issue], desk.state.sidecar.positions?.[about.position]];
  if (!issue || !position) return say("This question or position is not there any more.");
  const number = positions().findIndex(([id]) => id === about.position) + 1;
  const operation = () => {
    const answer = answerOf(draft);
    const named = typeof answer === "string" ? {} : answer;
    return { op: "answer", article, issue: about.issue, position: about.position, answer, speakers: newOf(draft, "newSpeakers", [named.speaker]), sources: newOf(draft, "newSources", [named.source]) };
  };
  const room = element("div", {});
  const told = toldFields(draft);
  const file = fileView(operation, { page: "sides", part: byId(() => `cell_${about.issue}_${number}`) }, { more: [["Room for each", room]], told });
  const update = () => {
    touched(draft);
    refreshViews();
  };
  const refreshViews = () => {
    if (values.state in SILENCES || valuesOf(values).answer?.trim()) file.update();
    room.replaceChildren(roomTable(about.issue, about.position, answerOf(draft)));
  };
  const set = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    valuesOf(values)[key] = value;
    update();
  };
  const fields = element("div", { class: "dk-form" });
  /** @type {Record<string, import("./elements.js").Field>} */
  let boxes = {};
  const draw = () => {
    const own = valuesOf(values);
    const date = (/** @type {string} */ label) => field(label, line(own.date ?? "", set("date"), { placeholder: "2024, 2024-03 or 2024-03-01", inputmode: "numeric" }));
    const note = (/** @type {string} */ label, /** @type {string} */ hint) => field(label, area(own.note ?? "", set("note"), { rows: 3 }), { needed: true, hint });
    const source = (/** @type {string} */ label) => sourceField(draft, label, own.source ?? "", set("source"), update);
    if (values.state in SILENCES) boxes = { note: note(...OWED[values.state]), date: date("As of") };
    else if (values.state === "inferred") boxes = { answer: field("The answer as you infer it", area(own.answer ?? "", set("answer"), { rows: 3 }), { needed: true }), note: note("Your reasoning", "What you conclude it from, and what you did not find. Readers see it beside ‘Inferred, not stated’."), source: source("From which source"), date: date("When") };
    else {
      boxes = { answer: field("The answer, summed up", area(own.answer ?? "", set("answer"), { rows: 3 }), { needed: true, hint: "In your words, as its holders would accept it." }), words: field("Their own words", area(own.words ?? "", set("words")), { hint: "Exactly as said; the quotation marks are set for you." }), speaker: speakerField(draft, update, { label: "Said by", needed: false, values: own }), source: source("Where"), date: date("When") };
    }
    fields.replaceChildren(...Object.values(boxes), ...(values.state === "stated" ? [approvalFields(own, update)] : []), ...(about.was ? [field("Last changed on", line(own.updated ?? "", set("updated"), { placeholder: "2024-03-01", inputmode: "numeric" }), { hint: "If it was changed after it was published." })] : []));
  };
  const choices = [{ value: "stated", label: "An answer" }, { value: "inferred", label: "No answer, but one can be inferred" }, ...Object.entries(SILENCES).map(([value, label]) => ({ value, label }))];
  const state = field("What is there to show?", radios(choices, values.state, (value) => ((values.state = value), draw(), update())), { group: true });
  const save = async () => {
    const isSilent = values.state in SILENCES;
    const own = valuesOf(values);
    const wrong = /** @type {[import("./elements.js").Field | undefined, string][]} */ ([
      [boxes.answer, isSilent || own.answer?.trim() ? "" : "Write the answer, or say which kind of silence it is."],
      [boxes.note, !boxes.note || own.note?.trim() ? "" : isSilent ? "Readers need this to judge the silence." : "An inferred answer needs its reasoning."],
      [boxes.speaker, values.state === "stated" && own.words?.trim() && !own.speaker ? "Words in quotation marks need someone who said them." : ""],
      [boxes.date, !own.date || DATE.test(own.date) ? "" : "A year, a month (2024-03) or a day (2024-03-01)."],
    ]);
    for (const [box, why] of wrong) box?.fail(why);
    const first = wrong.find(([, why]) => why);
    if (first) return first[0]?.input?.focus(), whisper(first[1]);
    const entry = { file: /** @type {const} */ ("sidecar"), path: ["issues", about.issue, "answers", about.position], value: about.was };
    await write({ operations: [operation()], title: `Answer of “${position.label}” written`, base: draft.base, entry }, { key: draft.key, mine: answerOf(draft) });
  };
  draw();
  openPanel({ key: draft.key, title: issue.question, kicker: [shape(number), position.label], body: element("div", { class: "dk-form" }, state, fields), views: file.box, told, foot: footer(draft, () => void save()), about: () => document.getElementById(`cell_${about.issue}_${number}`) });
  refreshViews();
}
reopen.answer = (draft, chosen) => {
  if (chosen) {
    const merged = { ...valuesOf(draft.values), ...chosen };
    Object.assign(draft.values, { state: stateOf(merged), [stateOf(merged)]: merged });
  }
  answerForm(draft);
};

/** What an answer says, in words as readers count them. @param {any} answer */
const wordsIn = (answer) => (answer ? (typeof answer === "string" ? answer : `${answer.answer ?? ""} ${answer.words ?? ""}`).split(/\s+/).filter(Boolean).length : 0);

/** What each position has, before and after an edit: numbers, and no judgement. @param {string} issue @param {string} position @param {any} answer */
function roomTable(issue, position, answer) {
  const count = (/** @type {string} */ id, /** @type {boolean} */ after) => {
    const all = issues().map(([other, { answers }]) => (after && other === issue && id === position ? answer : answers?.[id]));
    const states = all.map(stateOf);
    return [states.filter((one) => one === "stated").length, states.filter((one) => one === "inferred").length, states.filter((one) => one in SILENCES).length, all.map(wordsIn).reduce((sum, words) => sum + words, 0)];
  };
  const rows = positions().map(([id, { label }], number) => {
    const [before, after] = [count(id, false), count(id, true)];
    const cells = after.map((value, at) => element("td", {}, value === before[at] ? String(value) : [element("s", {}, element("span", { class: "vh" }, "was "), String(before[at])), " ", element("b", {}, String(value))]));
    return element("tr", {}, element("th", { scope: "row" }, shape(number + 1), label), cells);
  });
  return element("table", { class: "dk-both dk-room" }, element("thead", {}, element("tr", {}, element("td", {}), ["Stated", "Inferred", "Silent", "Words"].map((name) => element("th", { scope: "col" }, name)))), element("tbody", {}, rows));
}

// ---- a question, a position

/** @param {string} id empty for a new one */
export function editIssue(id) {
  const was = id ? desk.state.sidecar.issues?.[id] : null;
  issueForm(draftOf(`issue:${id}`, "issue", { id, was }, { question: was?.question ?? "", kind: was?.kind ?? "", background: was?.background ?? "", weight: { evidence: "", agreement: "", basis: "", ...was?.weight, source: listOf(was?.weight?.source) } }));
}

/** @param {Draft} draft */
function issueForm(draft) {
  const { values, about } = draft;
  const operation = () => {
    const id = about.id || idFrom(values.question, "question", (other) => other in (desk.state.sidecar.issues ?? {}));
    const weight = values.weight.evidence ? filled({ ...values.weight, source: shortest(values.weight.source) }) : undefined;
    const value = filled({ question: values.question, kind: values.kind, background: values.background, weight });
    const more = { article, value, sources: newOf(draft, "newSources", values.weight.source) };
    return about.id ? { op: "change", kind: "issues", id, keep: notShown(about.was, ["question", "kind", "background", "weight"]), ...more } : { op: "add", kind: "issues", id, ...more };
  };
  const told = toldFields(draft);
  const file = fileView(operation, { page: "sides", part: (page) => page.getElementById(`issue-${operation().id}`)?.querySelector("[role=rowheader]") ?? null }, { told });
  const set = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    values[key] = value;
    touched(draft);
    if (values.question.trim()) file.update();
  };
  const question = field("The question", area(values.question, set("question")), { needed: true, hint: "So that every side would put it this way." });
  const kinds = [{ value: "fact", label: "Of fact" }, { value: "policy", label: "Of policy", hint: "what should be done" }, { value: "value", label: "Of values", hint: "what is right" }, { value: "", label: "Not said" }];
  const save = async () => {
    question.fail(values.question.trim() ? "" : "Write the question.");
    if (!values.question.trim()) return question.input?.focus();
    const entry = about.id ? { file: /** @type {const} */ ("sidecar"), path: ["issues", about.id], value: about.was } : undefined;
    await write({ operations: [operation()], title: about.id ? "Question changed" : "Question added; every side is shown as silent until it has an answer", base: draft.base, entry }, { key: draft.key, mine: operation().value });
  };
  const remove = about.id ? button("Delete …", () => deleteIssue(about.id), { class: "dk-link" }) : null;
  openPanel({
    key: draft.key,
    title: about.id ? "A question" : "New question",
    body: element("div", { class: "dk-form" }, question, field("What kind of question", radios(kinds, values.kind, set("kind")), { group: true }), field("What all sides agree on", area(values.background, set("background")), { hint: "Leave it empty if any side would object." }), weightFields(draft, set)),
    views: file.box,
    told,
    foot: footer(draft, () => void save(), remove),
    focus: question.input,
    about: () => document.getElementById(`issue-${about.id}`)?.querySelector("[role=rowheader]") ?? null,
  });
  if (values.question.trim()) file.update();
}
/** How much evidence there is on a question of fact. @param {Draft} draft @param {(key: string) => (value: any) => void} set */
function weightFields(draft, set) {
  const { weight } = draft.values;
  const put = (/** @type {string} */ key) => (/** @type {any} */ value) => set("weight")(Object.assign(weight, { [key]: value }));
  const scale = (/** @type {string[]} */ ...levels) => /** @type {[string, string][]} */ ([["", "Not said"], ...levels.map((level) => [level, level[0].toUpperCase() + level.slice(1)])]);
  return element(
    "details",
    { class: "dk-inline", open: Boolean(weight.evidence) },
    element("summary", {}, "Weight of the evidence"),
    element("p", { class: "dk-hint" }, "On a question of fact: how much evidence there is, and how far it agrees, as somebody has assessed it."),
    field("Evidence", choose(scale("limited", "medium", "robust"), weight.evidence, put("evidence"))),
    field("Agreement", choose(scale("low", "medium", "high"), weight.agreement, put("agreement"))),
    field("What that rests on", area(weight.basis, put("basis"))),
    sourcesField(draft, "Where it can be read", weight.source, put("source"), () => put("source")(weight.source)),
  );
}

reopen.issue = (draft, chosen) => {
  if (chosen) Object.assign(draft.values, chosen, "weight" in chosen ? { weight: { evidence: "", agreement: "", basis: "", ...chosen.weight, source: listOf(chosen.weight?.source) } } : {});
  issueForm(draft);
};

/** @param {string} id */
function deleteIssue(id) {
  const issue = desk.state.sidecar.issues?.[id] ?? {};
  const draft = draftOf(`delete-issue:${id}`, "delete-issue", { id, was: issue }, {});
  const claims = Object.values(desk.state.sidecar.claims ?? {}).filter((claim) => listOf(claim.issue).includes(id)).length;
  const answers = Object.keys(issue.answers ?? {}).length;
  const told = toldFields(draft);
  const operation = { op: "delete", kind: "issues", id, article };
  const remove = () => void write({ operations: [operation], title: "Question deleted with its answers", base: draft.base, entry: { file: "sidecar", path: ["issues", id], value: issue } }, { key: draft.key });
  openPanel({
    key: draft.key,
    title: "Delete this question?",
    body: element("div", { class: "dk-form" }, element("p", { dir: "auto" }, issue.question), element("p", {}, `${answers === 1 ? "1 answer goes" : `${answers} answers go`} with it.${claims ? ` ${claims === 1 ? "1 claim speaks" : `${claims} claims speak`} to it: take the question out there first.` : ""}`)),
    told,
    foot: element("div", { class: "dk-footrow" }, button("Delete", remove, { class: "dk-main" }), button("Keep it", () => closePanel())),
  });
  void told.ask(operation);
}
reopen["delete-issue"] = (draft) => deleteIssue(draft.about.id);

/** @param {string} id empty for a new one */
export function editPosition(id) {
  const was = id ? desk.state.sidecar.positions?.[id] : null;
  positionForm(draftOf(`position:${id}`, "position", { id, was }, { label: was?.label ?? "", summary: was?.summary ?? "", speakers: listOf(was?.speakers), approved: was?.approved }));
}

/** @param {Draft} draft */
function positionForm(draft) {
  const { values, about } = draft;
  const operation = () => {
    const id = about.id || idFrom(values.label, "position", (other) => other in (desk.state.sidecar.positions ?? {}));
    const value = filled({ label: values.label, summary: values.summary, speakers: values.speakers, approved: approvedOnly(values).approved });
    return { op: about.id ? "change" : "add", kind: "positions", id, article, value, ...(about.id ? { keep: notShown(about.was, Object.keys(values)) } : {}) };
  };
  const told = toldFields(draft);
  const number = () => (about.id ? positions().findIndex(([id]) => id === about.id) : positions().length);
  const file = fileView(operation, { page: "sides", part: (page) => page.querySelectorAll("[role=columnheader]:not(.corner)")[number()] ?? null }, { told });
  const update = () => {
    touched(draft);
    if (values.label.trim()) file.update();
  };
  const set = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    values[key] = value;
    update();
  };
  const label = field("Name", line(values.label, set("label")), { needed: true, hint: "One that its holders would accept." });
  const holders = speakersField("Who holds it", values.speakers, (ids) => ((values.speakers = ids), update()));
  const save = async () => {
    label.fail(values.label.trim() ? "" : "A position needs a name.");
    if (!values.label.trim()) return label.input?.focus();
    const entry = about.id ? { file: /** @type {const} */ ("sidecar"), path: ["positions", about.id], value: about.was } : undefined;
    await write({ operations: [operation()], title: about.id ? "Position changed" : "Position added; it is silent on every question until it has an answer", base: draft.base, entry }, { key: draft.key, mine: operation().value });
  };
  openPanel({
    key: draft.key,
    title: about.id ? values.label : "New position",
    kicker: about.id ? "Position" : "",
    body: element("div", { class: "dk-form" }, label, field("In one sentence", area(values.summary, set("summary"))), holders, approvalFields(values, update), wherePosition(about.id)),
    views: file.box,
    told,
    foot: footer(draft, () => void save()),
    focus: label.input,
  });
  if (values.label.trim()) file.update();
}
/** Where a position stands in the file, for what is done by hand. @param {string} id */
function wherePosition(id) {
  const place = element("p", { class: "dk-place" });
  if (id) void post("where", { article, kind: "positions", id }).then((answer) => answer.ok && (place.textContent = `In ${answer.data.path}, line ${answer.data.line}. There it can be deleted, too.`));
  return place;
}

reopen.position = (draft, chosen) => {
  if (chosen) Object.assign(draft.values, chosen, { speakers: listOf(chosen.speakers ?? draft.values.speakers) });
  positionForm(draft);
};
