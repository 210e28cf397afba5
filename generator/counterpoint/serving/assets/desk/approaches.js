/**
 * The right of reply: who was asked for an answer, when and how, and what came of it.
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 */
import { article } from "./client.js";
import { area, button, checks, choose, combobox, element, field, line, radios } from "./elements.js";
import { DATE, filled, footer, listOf } from "./fields.js";
import { desk, draftOf, openPanel, reopen, touched, whisper, write } from "./frame.js";
import { issues, positions } from "./sides.js";
import { toldFields } from "./told.js";
import { fileView } from "./views.js";

const CHANNELS = /** @type {[string, string][]} */ ([["", "Not said"], ["e-mail", "E-mail"], ["telephone", "Telephone"], ["letter", "Letter"], ["in-person", "In person"], ["message", "Message"], ["form", "Form"]]);
const OUTCOMES = [{ value: "", label: "Still open" }, { value: "answered", label: "Answered" }, { value: "declined", label: "Declined" }, { value: "no-comment", label: "No comment" }, { value: "no-reply", label: "No reply" }, { value: "not-asked", label: "No attempt was made" }];

/** @param {Plain} approach */
const nameOf = (approach) => desk.state.speakers[approach.speaker]?.name ?? desk.state.sidecar.positions?.[approach.position]?.label ?? approach.recipient ?? "Somebody";

/** Lists who was asked. */
export function approachList() {
  const all = listOf(desk.state.sidecar.approaches);
  const rows = all.map((approach, number) => element("li", {}, element("span", { dir: "auto" }, `${nameOf(approach)}: ${OUTCOMES.find(({ value }) => value === (approach.outcome ?? ""))?.label}${approach.date ? `, ${approach.date}` : ""}`), button("Edit", () => editApproach(number), { "aria-label": `Edit the attempt: ${nameOf(approach)}${approach.date ? `, ${approach.date}` : ""}` })));
  return element("section", {}, element("h3", { class: "dk-sub" }, "Who was asked for an answer"), element("ul", { class: "dk-picked" }, rows), button("Add an attempt", () => editApproach(null)));
}

/** @param {number | null} number none for a new one */
function editApproach(number) {
  const was = number === null ? null : desk.state.sidecar.approaches?.[number];
  form(draftOf(`approach:${number ?? ""}`, "approach", { number, was }, { ...was, claims: listOf(was?.claims), issues: listOf(was?.issues) }));
}
reopen.approach = (draft) => form(draft);

/** @param {Draft} draft */
function form(draft) {
  const { values, about } = draft;
  const operation = (/** @type {boolean} */ isGone = false) => ({ op: "approach", article, number: about.number, was: about.was, approach: isGone ? null : filled({ ...values, told: undefined }) });
  const told = toldFields(draft);
  const file = fileView(() => operation(), undefined, { told });
  const update = () => {
    touched(draft);
    file.update();
  };
  const set = (/** @type {string} */ key) => (/** @type {any} */ value) => {
    values[key] = value;
    update();
  };
  const day = (/** @type {string} */ label, /** @type {string} */ key, /** @type {boolean} */ needed = false) => field(label, line(values[key] ?? "", set(key), { placeholder: "2024-03-01", inputmode: "numeric" }), { needed });
  const who = combobox({ label: "Who was asked", value: values.speaker ?? "", placeholder: "Type a name", choices: () => Object.entries(desk.state.speakers).map(([id, speaker]) => ({ id, name: speaker.name ?? id, detail: speaker.role })), onpick: set("speaker") });
  const asked = field("Who was asked", who);
  const date = day("When", "date");
  const claims = Object.entries(desk.state.sidecar.claims ?? {}).map(([id, claim]) => /** @type {[string, string]} */ ([id, `${desk.state.speakers[claim.speaker]?.name ?? claim.speaker}: ${claim.text ?? (typeof claim.quote === "string" ? claim.quote : id)}`]));
  const save = async () => {
    date.fail(!values.date || DATE.test(values.date) ? "" : "A day, such as 2024-03-01.");
    const isSaid = values.speaker || values.position || values.outcome === "not-asked"; // of nobody in particular
    asked.fail(isSaid ? "" : "Say who was asked, or for which side.");
    if (!isSaid) return asked.input?.focus(), whisper("Say who was asked, or for which side.");
    await write({ operations: [operation()], title: about.number === null ? "Attempt written down" : "Attempt changed", base: desk.state.digests }, { key: draft.key });
  };
  const remove = about.number === null ? null : button("Delete", () => void write({ operations: [operation(true)], title: "Attempt deleted", base: desk.state.digests }, { key: draft.key }), { class: "dk-link" });
  const sides = [...positions().map(([value, position], at) => ({ value, label: position.label, number: at + 1 })), { value: "", label: "Not said", number: 0 }];
  openPanel({
    key: draft.key,
    title: about.number === null ? "An attempt to get an answer" : nameOf(values),
    kicker: "Right of reply",
    body: element(
      "div",
      { class: "dk-form" },
      element("p", { class: "dk-hint" }, "Readers see who was asked, when, how and what was put to them, and what came of it."),
      asked,
      sides.length > 1 ? field("For which side", radios(sides, values.position ?? "", set("position")), { group: true }) : null,
      date,
      field("How", choose(CHANNELS, values.channel ?? "", set("channel"))),
      field("To which person or office", line(values.recipient ?? "", set("recipient"))),
      issues().length ? field("Questions that were put", checks(issues().map(([id, { question }]) => [id, question]), values.issues, set("issues")), { group: true }) : null,
      claims.length ? element("details", { class: "dk-inline", open: values.claims.length > 0 }, element("summary", {}, "Claims that were put"), checks(claims, values.claims, set("claims"))) : null,
      day("Until when an answer was asked for", "deadline"),
      field("What came of it", radios(OUTCOMES, values.outcome ?? "", set("outcome")), { group: true }),
      day("When the answer came", "replied"),
      field("What was said", area(values.reply ?? "", set("reply"))),
      field("Note", area(values.note ?? "", set("note")), { hint: "What readers should know besides, such as why nobody was asked." }),
    ),
    views: file.box,
    told,
    foot: footer(draft, () => void save(), remove),
    focus: asked.input,
  });
  if (about.number !== null) file.update();
}
