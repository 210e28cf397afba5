/**
 * Translations: the words of an article beside those of its original. Who says a thing, when and for which side is taken from there.
 * @typedef {{part: "head" | "sidecar", path: (string | number)[], original: string, translation: string, needed: boolean}} Words
 * @typedef {{isThere: boolean, words: Words[], text: string, original: string, digests: Record<string, string>}} Translation
 * @typedef {import("./frame.js").Draft} Draft
 */
import { article, post, reason } from "./client.js";
import { area, button, element, field, radios } from "./elements.js";
import { footer } from "./fields.js";
import { toldFields } from "./told.js";
import { actions, closePanel, desk, draftOf, openPanel, reopen, say, touched, write } from "./frame.js";

/** What keys are called. @type {Record<string, string>} */
const NAMES = { title: "Title", deck: "Deck", kicker: "Kicker", question: "Question", alt: "What the picture shows", caption: "Caption", label: "Name", summary: "In one sentence", background: "What all sides agree on", answer: "Answer", words: "Own words", note: "Note", quote: "Words in the translated text", text: "How it reads on its own", term: "Term", definition: "What it means", locator: "Where in it", publisher: "Publisher", kind: "Kind", viewpoint: "Its part in the debate", interest: "Whose interests are involved", role: "In a few words", bio: "About them", by: "Who says so", basis: "What that rests on", reply: "What was said", recipient: "To whom" };
const GROUPS = /** @type {Record<string, string>} */ ({ positions: "Position", issues: "Question", claims: "Claim", notes: "Note", terms: "Term", corrections: "Correction", sources: "Source", speakers: "Speaker", approaches: "Right of reply" });

/** A language by its own name. @param {string} language */
const nameOf = (language) => new Intl.DisplayNames([language, "en"], { type: "language" }).of(language) ?? language;
/** @param {string} language */
const directionOf = (language) => (/^(ar|fa|he|ur|yi|ps|sd|dv|ug|ckb)(-|$)/.test(language) ? "rtl" : "ltr");

/** What a text is, in words. @param {Words} words */
function labelOf({ path }) {
  const [group, id] = path.map(String);
  const name = NAMES[String(path.filter((step) => typeof step === "string").at(-1))] ?? String(path.at(-1));
  if (!GROUPS[group]) return name;
  const { speakers, sidecar } = desk.state;
  const who = group === "claims" ? speakers[sidecar.claims?.[id]?.speaker]?.name : group === "positions" ? sidecar.positions?.[id]?.label : "";
  const side = group === "issues" && path[2] === "answers" ? ` of ${sidecar.positions?.[path[3]]?.label ?? path[3]}` : "";
  const what = group === "claims" && path[2] === "review" ? "finding of the rating" : path[2] === "evidence" ? `${name} on evidence ${Number(path[3]) + 1}` : name;
  return `${GROUPS[group]}${who ? `, ${who}` : ""}: ${what}${side}`;
}

/** Lists the languages with what is missing in each. */
export async function showTranslations() {
  const rows = element("ul", { class: "dk-picked" });
  openPanel({ key: "translations", title: "Translations", body: element("div", { class: "dk-form" }, element("p", { class: "dk-hint" }, "A translation has the words only. Who says a thing, when and for which side is taken from the original."), rows), foot: element("div", { class: "dk-footrow" }, button("Close", () => closePanel())) });
  const all = await Promise.all(desk.state.languages.map(async (language) => ({ language, answer: await post("translation", { article, language }) })));
  rows.replaceChildren(
    ...all.map(({ language, answer }) => {
      const name = element("span", {}, element("bdi", { lang: language }, element("b", {}, nameOf(language))), ": ", answer.ok ? standing(answer.data) : reason(answer));
      const act = !answer.ok ? null : answer.data.isThere ? button("Translate", () => void translate(language), { "aria-label": `Translate into ${nameOf(language)}` }) : button("Begin", () => void begin(language), { "aria-label": `Begin the translation into ${nameOf(language)}` });
      return element("li", {}, name, act);
    }),
  );
}

/** How far a translation is. @param {Translation} translation */
function standing({ isThere, words }) {
  const [needed, other] = [words.filter((one) => !one.translation && one.needed).length, words.filter((one) => !one.translation && !one.needed).length];
  if (!isThere) return `not begun, ${words.length} texts.`;
  return needed || other ? `${needed + other} of ${words.length} texts missing, ${needed} of them needed.` : "all is translated.";
}

/** @param {string} language */
async function begin(language) {
  const answer = await post("begin", { article, language });
  if (!answer.ok) return say(reason(answer));
  desk.state.changes = answer.data.changes;
  say("The translation is begun, as a draft. It is published once ‘draft: true’ is taken out of its front matter.");
  await translate(language);
}

/** @param {string} language @param {Draft} [kept] */
async function translate(language, kept) {
  const answer = await post("translation", { article, language });
  if (!answer.ok) return say(reason(answer));
  const draft = kept ?? draftOf(`translation:${language}`, "translation", { language }, { words: {}, text: null, show: "missing" });
  form(draft, answer.data);
}
reopen.translation = (draft) => void translate(draft.about.language, draft);

/** @param {Draft} draft @param {Translation} translation */
function form(draft, translation) {
  const { values, about } = draft;
  const { language } = about;
  const [lang, dir] = [language, directionOf(language)];
  const keyOf = (/** @type {Words} */ { part, path }) => JSON.stringify([part, path]);
  /** @type {Map<string, import("./elements.js").Field>} */
  const fields = new Map();
  const list = element("ol", { class: "dk-problems dk-translation" });
  const count = element("p", { class: "dk-hint", role: "status" });
  const isOpen = (/** @type {Words} */ one) => !(values.words[keyOf(one)]?.value ?? one.translation).trim();
  const tell = () => (count.textContent = standing({ ...translation, words: translation.words.map((one) => ({ ...one, translation: isOpen(one) ? "" : "there" })) }));
  const row = (/** @type {Words} */ one) => {
    const key = keyOf(one);
    const set = (/** @type {string} */ value) => {
      values.words[key] = { was: values.words[key]?.was ?? one.translation, value };
      touched(draft);
      tell();
    };
    const mine = values.words[key];
    const box = field(labelOf(one), area(mine?.value ?? one.translation, set, { rows: Math.min(6, 1 + Math.floor(one.original.length / 60)), lang, dir }), { needed: one.needed });
    fields.set(key, box);
    const meanwhile = mine && mine.was !== one.translation ? element("p", { class: "dk-flag" }, "Changed elsewhere meanwhile: ", element("b", { lang, dir }, one.translation || "nothing"), " ", button("Write mine over it", () => ((mine.was = one.translation), touched(draft), draw()), { class: "dk-link" })) : null;
    return element("li", {}, element("p", { class: "dk-context", dir: "auto" }, one.original), box, meanwhile);
  };
  const shown = new Set(translation.words.filter((one) => isOpen(one) || values.words[keyOf(one)]).map(keyOf)); // stays while one types
  const draw = () => {
    const rows = translation.words.filter((one) => values.show === "all" || shown.has(keyOf(one))).map(row);
    list.replaceChildren(...(rows.length ? rows : [element("li", {}, element("p", {}, "Nothing is missing."))]));
    tell();
  };
  const text = field("The translated text, as Markdown", area(values.text ?? translation.text, (value) => ((values.textWas ??= translation.text), (values.text = value), touched(draft)), { rows: 8, class: "dk-source", lang, dir }));
  const original = element("details", {}, element("summary", {}, "The original’s text"), element("pre", { class: "dk-source", tabindex: 0, dir: "auto" }, translation.original));
  const save = async () => {
    const changed = translation.words.filter((one) => keyOf(one) in values.words).map((one) => ({ part: one.part, path: one.path, ...values.words[keyOf(one)] })).filter(({ was, value }) => value.trim() !== was);
    const isText = values.text !== null && values.text !== translation.text;
    const operation = { op: "translate", article, language, words: changed, ...(isText ? { text_was: values.textWas ?? translation.text, text: values.text } : {}) };
    const onConflict = async () => {
      await translate(language, draft);
      say("Somebody changed some of these words meanwhile. Both are shown; nothing has been written.");
    };
    const done = await write({ operations: [operation], title: `Translation into ${nameOf(language)}`, base: translation.digests }, { key: draft.key, onConflict: () => void onConflict() });
    if (done) await showTranslations();
  };
  const show = field("Which texts", radios([{ value: "missing", label: "What is missing" }, { value: "all", label: "All" }], values.show, (value) => ((values.show = value), draw())), { group: true });
  draw();
  openPanel({
    key: draft.key,
    title: `Translation: ${nameOf(language)}`,
    kicker: "Words only",
    body: element("div", { class: "dk-form" }, count, show, list, original, text),
    told: toldFields(draft),
    foot: footer(draft, () => void save()),
  });
}

actions.translations = () => (desk.panel?.key === "translations" ? closePanel() : void showTranslations());
