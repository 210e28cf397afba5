/**
 * What readers are told of a change of what they have seen: asked for as soon as `check` would ask for it, and no sooner.
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./client.js").Owed} Owed
 * @typedef {{box: HTMLElement, show: (owed: Owed[]) => void, fail: () => void, ask: (operation: Plain) => Promise<void>, corrections: () => {article: string, correction: Plain}[]}} Told
 */
import { article, post } from "./client.js";
import { area, element, field } from "./elements.js";
import { today } from "./fields.js";
import { desk, touched, whisper } from "./frame.js";

/** What a correction is about, in words. @param {Record<string, string>} about */
function nameOf({ claim, issue, position }) {
  const { sidecar, speakers } = desk.state;
  const label = sidecar.positions?.[position]?.label ?? position;
  if (claim) return `the claim of ${speakers[sidecar.claims?.[claim]?.speaker]?.name ?? claim}`;
  if (!issue) return `the position “${label}”`;
  const question = sidecar.issues?.[issue]?.question ?? issue;
  return position ? `the answer of “${label}” to: ${question}` : `the question: ${question}`;
}

/** Fields for the corrections that a form owes. @param {import("./frame.js").Draft} draft @returns {Told} */
export function toldFields(draft) {
  /** @type {Record<string, string>} */
  const texts = (draft.values.told ??= {});
  const box = element("div", { class: "dk-told", hidden: true });
  /** @type {Map<string, import("./elements.js").Field>} */
  const fields = new Map();
  /** @type {Owed[]} */
  let owed = [];
  const keyOf = (/** @type {Owed} */ { article: place, about, messages }) => JSON.stringify([place, Object.keys(about).length ? about : messages]);
  const make = (/** @type {Owed} */ item) => {
    const key = keyOf(item);
    if (!Object.keys(item.about).length) return element("p", { class: "dk-error" }, item.messages.join(". "));
    const write = (/** @type {string} */ text) => {
      texts[key] = text;
      touched(draft);
    };
    const seen = item.article === article ? nameOf(item.about) : `a claim or an answer in the article “${item.article}”, which changes with it`;
    const hint = `Readers have seen ${seen}. Shown under ‘Corrections’, with today’s date.`;
    return field("What will readers be told?", area(texts[key] ?? "", write, { placeholder: item.example }), { needed: true, hint });
  };
  const show = (/** @type {Owed[]} */ now) => {
    owed = now;
    const keys = now.map(keyOf);
    for (const [key, made] of fields) if (!keys.includes(key)) made.remove(), fields.delete(key);
    for (const item of now) {
      if (fields.has(keyOf(item))) continue;
      const made = make(item);
      fields.set(keyOf(item), made);
      box.append(made);
      whisper("Readers have seen this. Say under the form what they will be told.");
    }
    box.hidden = !now.length;
  };
  const fail = () => {
    const open = owed.filter((item) => !texts[keyOf(item)]?.trim()).map((item) => fields.get(keyOf(item)));
    for (const made of open) made?.fail?.("Say what readers will be told.");
    open[0]?.input?.focus();
  };
  const ask = async (/** @type {Plain} */ operation) => {
    const answer = await post("plan", { operations: [operation] });
    if (answer.ok) show(answer.data.owed);
  };
  const corrections = () => owed.filter((item) => Object.keys(item.about).length && texts[keyOf(item)]?.trim()).map((item) => ({ article: item.article, correction: { date: today(), ...item.about, text: texts[keyOf(item)].trim() } }));
  return { box, show, fail, ask, corrections };
}
