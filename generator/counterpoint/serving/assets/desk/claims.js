/**
 * Claims: written, changed and deleted in one form. Only the words and the speaker are required.
 * @typedef {import("./client.js").Place} Place
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 */
import { article } from "./client.js";
import { area, button, checks, choose, combobox, element, field, line, radios } from "./elements.js";
import { DATE, filled, footer, idFrom, listOf, newOf, shortest, sourceField, speakerField, speakersField } from "./fields.js";
import { closePanel, desk, draftOf, dropDraft, openPanel, reopen, say, touched, whisper, write } from "./frame.js";
import { neighbourBefore, quoteOf, wordsField } from "./place.js";
import { toldFields } from "./told.js";
import { byId, fileView } from "./views.js";
import { kinds, rangeOf } from "./words.js";

const STANCES = /** @type {[string, string][]} */ ([["supports", "Supports"], ["disputes", "Disputes"], ["context", "Context"]]);

/** What a form of a claim begins with. @param {Plain} claim @returns {Plain} */
const claimValues = (claim) => ({ ...claim, issue: listOf(claim.issue), responds_to: listOf(claim.responds_to), accuses: listOf(claim.accuses), evidence: listOf(claim.evidence).map((item) => ({ ...item })), review: claim.review ? { ...claim.review } : null });

/** @type {{speaker: string, position: string}} What the last claim had, for 'another like this'. */
const last = { speaker: "", position: "" };

/** @param {Place} place */
export const newClaim = (place) => claimForm(draftOf(`claim:${place.start}`, "claim", { after: neighbourBefore(place) }, { place, quote: quoteOf(place), issue: [], responds_to: [], accuses: [], evidence: [], review: null }));

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
  return filled({ quote: values.quote, prefix, suffix, within, occurrence, anchor, text: values.text, verbatim: values.verbatim, speaker: values.speaker, position: values.position, issue: shortest(values.issue), date: values.date, appears_in: values.appears_in, note: values.note, evidence, responds_to: shortest(values.responds_to), accuses: shortest(values.accuses), review, updated: values.updated, ...kept(values) });
}

const SHOWN = new Set("quote prefix suffix within occurrence anchor text verbatim speaker position issue date appears_in note evidence responds_to accuses review updated place newSpeakers newSources told".split(" "));
/** Keys that the form does not show stay as they are. @param {Plain} values */
const kept = (values) => Object.fromEntries(Object.entries(values).filter(([key]) => !SHOWN.has(key)));

/** On which sides a speaker's other claims in this article stand: a plain count. @param {string} speaker @param {string} id */
function otherSides(speaker, id) {
  const { claims = {}, positions = {} } = desk.state.sidecar;
  const counts = /** @type {Record<string, number>} */ ({});
  for (const [other, claim] of Object.entries(claims)) if (other !== id && speaker && claim.speaker === speaker) counts[claim.position ?? ""] = (counts[claim.position ?? ""] ?? 0) + 1;
  const said = Object.entries(counts).map(([position, count]) => `${count} under “${positions[position]?.label ?? "No side"}”`);
  return said.length ? `Elsewhere in this article: ${said.join(", ")}.` : "";
}

/** @param {Draft} draft */
function claimForm(draft) {
  const { values, about } = draft;
  const id = () => about.id ?? idFrom(values.text || values.place?.words || "claim", "claim", (other) => other in (desk.state.sidecar.claims ?? {}));
  const told = toldFields(draft);
  const operation = () => {
    const claim = claimOf(draft);
    const used = [claim.speaker, claim.appears_in, ...listOf(claim.evidence).map((item) => item.source)].filter(Boolean);
    const more = { article, speakers: newOf(draft, "newSpeakers", used), sources: newOf(draft, "newSources", used) };
    return about.id ? { op: "change", kind: "claims", id: about.id, value: claim, ...more } : { op: "add", kind: "claims", id: id(), value: claim, after: about.after, ...more };
  };
  const file = fileView(operation, { page: "article", part: byId(id) }, { told });
  const elsewhere = element("p", { class: "dk-hint" });
  const update = () => {
    touched(draft);
    elsewhere.textContent = otherSides(values.speaker, about.id);
    if (values.speaker) file.update();
  };
  const set = (/** @type {string} */ key) => (/** @type {any} */ value) => {
    values[key] = value;
    update();
  };
  const positions = Object.entries(desk.state.sidecar.positions ?? {});
  elsewhere.textContent = otherSides(values.speaker, about.id);
  const words = wordsField(draft, update);
  const speaker = speakerField(draft, update);
  const date = field("Date", line(values.date ?? "", set("date"), { placeholder: "2024, 2024-03 or 2024-03-01", inputmode: "numeric" }), { hint: "When it was said." });
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
    await write({ operations: [operation()], title, base: draft.base, entry }, { key: draft.key, mine: claimOf(draft) });
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
      elsewhere,
      Object.keys(desk.state.sidecar.issues ?? {}).length ? field("Which question it speaks to", checks(Object.entries(desk.state.sidecar.issues).map(([key, issue]) => [key, issue.question]), values.issue, set("issue")), { group: true }) : null,
      date,
      field("Note", area(values.note ?? "", set("note")), { hint: "What readers need to know about it." }),
      evidence,
      addEvidence,
      claims().length ? element("div", {}, field("Answers a claim", answered), answeredList) : null,
      review,
      moreFields(draft, update),
    ),
    views: file.box,
    told,
    foot: footer(draft, () => void save(), about.id ? button("Delete …", () => deleteClaim(about.id), { class: "dk-link" }) : null),
    focus: about.id ? null : speaker.input,
    about: () => (values.place ? rangeOf(values.place) : document.getElementById(`mark_${about.id}`)),
  });
  if (values.speaker) file.update();
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

/** What few claims need. @param {Draft} draft @param {() => void} update */
function moreFields(draft, update) {
  const { values, about } = draft;
  const set = (/** @type {string} */ key) => (/** @type {any} */ value) => {
    values[key] = value;
    update();
  };
  const wording = /** @type {[string, string][]} */ ([["", "As the quotation marks say"], ["true", "The speaker’s own words"], ["false", "In the article’s words"]]);
  return element(
    "details",
    { class: "dk-inline", open: Boolean(values.verbatim || values.appears_in || values.accuses.length || values.updated) },
    element("summary", {}, "More"),
    sourceField(draft, "Where it was said", values.appears_in ?? "", set("appears_in"), update),
    field("Whose words it is in", choose(wording, values.verbatim ?? "", set("verbatim"))),
    speakersField("Whom it accuses", values.accuses, set("accuses"), "They are asked for an answer before it is published."),
    about.id ? field("Last changed on", line(values.updated ?? "", set("updated"), { placeholder: "2024-03-01", inputmode: "numeric" }), { hint: "If it was changed after it was published." }) : null,
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
  const who = typeof review.by === "string" ? { name: review.by } : { ...review.by };
  const by = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    who[key] = value;
    review.by = who.kind || who.url ? filled(who) : who.name;
    update();
  };
  return element(
    "details",
    { class: "dk-inline", open: Boolean(review.rating) },
    element("summary", {}, "Rating"),
    field("How it stands", choose([["", "Not rated"], ...ratings], review.rating, set("rating"))),
    field("The finding in one sentence", area(review.summary ?? "", set("summary"))),
    field("Rated by", line(who.name ?? "", by("name"))),
    field("Who that is", choose([["", "Known already: the publisher or an author"], ["person", "A person"], ["organisation", "An organisation"]], who.kind ?? "", by("kind"))),
    field("Their page", line(who.url ?? "", by("url"), { type: "url", inputmode: "url", dir: "ltr" })),
    field("Rated on", line(review.date ?? "", set("date"), { placeholder: "2024-03-01", inputmode: "numeric" })),
  );
}

/** @param {string} id */
export function deleteClaim(id) {
  const draft = draftOf(`delete:${id}`, "delete", { id }, {});
  const claim = desk.state.sidecar.claims?.[id] ?? {};
  const answers = Object.entries(desk.state.sidecar.claims ?? {}).filter(([, other]) => listOf(other.responds_to).includes(id));
  const side = Object.values(desk.state.sidecar.claims ?? {}).filter((other) => claim.position && other.position === claim.position).length - 1;
  const left = claim.position ? `“${desk.state.sidecar.positions?.[claim.position]?.label ?? claim.position}” will then have ${side === 1 ? "1 claim" : `${side} claims`}.` : null;
  const told = toldFields(draft);
  const operation = { op: "delete", kind: "claims", id, article };
  const remove = async () => {
    const isWritten = await write({ operations: [operation], title: "Claim deleted", base: draft.base, entry: { file: "sidecar", path: ["claims", id], value: claim } }, { key: draft.key, onConflict: () => say("The claim was changed elsewhere. Look at it again before you delete it.") });
    if (isWritten) dropDraft(`claim:${id}`);
  };
  openPanel({
    key: draft.key,
    title: "Delete this claim?",
    body: element("div", { class: "dk-form" }, element("p", { dir: "auto" }, claim.text ?? (typeof claim.quote === "string" ? claim.quote : id)), answers.length ? element("p", {}, `${answers.length === 1 ? "One claim answers it, and will no longer say so." : `${answers.length} claims answer it, and will no longer say so.`}`) : null, left ? element("p", {}, left) : null),
    told,
    foot: element("div", { class: "dk-footrow" }, button("Delete", () => void remove(), { class: "dk-main" }), button("Keep it", () => closePanel())),
  });
  void told.ask(operation);
}
reopen.delete = (draft) => deleteClaim(draft.about.id);

kinds.push(["Claim", "c", newClaim]);
