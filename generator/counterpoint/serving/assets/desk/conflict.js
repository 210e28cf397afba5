/**
 * Two edits of one entry or passage at the same time: both are shown, part by part, and nothing is written before the author has chosen. A conflict
 * that is open stays one over a reload.
 * @typedef {import("./client.js").Plain} Plain
 * @typedef {import("./frame.js").Draft} Draft
 * @typedef {{base: any, theirs: any, place: [number, number] | null, both: string[]}} Conflict
 */
import { button, element, field, radios } from "./elements.js";
import { closePanel, desk, dropDraft, onConflict, openPanel, refresh, reopen, say, touched } from "./frame.js";

/** What keys of an entry are called in forms. @type {Record<string, string>} */
const NAMES = { quote: "Words", text: "How it reads on its own", speaker: "Who says so", position: "Side", issue: "Questions", date: "Date", note: "Note", evidence: "Evidence", responds_to: "Answers", review: "Rating", question: "The question", background: "What all sides agree on", kind: "Kind", label: "Name", summary: "In one sentence", speakers: "Who holds it", answer: "The answer", words: "Their own words", source: "Where", silence: "Silence", sources: "Source", inferred: "Inferred" };

/** @param {any} value @returns {string} */
const said = (value) => (value === undefined || value === null || value === "" ? "nothing" : typeof value === "string" ? value : Array.isArray(value) ? value.map(said).join("; ") : Object.values(value).map(said).join(", "));

/** @param {any} one @param {any} other */
const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Shows both versions of an entry. @param {Draft} draft */
function showConflict(draft) {
  const { base, theirs, place } = /** @type {Conflict} */ (draft.conflict);
  const mine = draft.mine ?? {};
  const isEntry = place === null && [base, theirs, mine].every((value) => typeof value === "object" && value !== null);
  const names = isEntry ? [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter((name) => !isSame(mine[name], theirs[name])) : [];
  /** @type {Record<string, string>} */
  const chosen = (draft.chosen ??= {});
  const rows = names.map((name) => {
    const label = NAMES[name] ?? name;
    if (isSame(mine[name], base[name])) return element("p", { class: "dk-hint" }, `${label}: only changed in the file, and kept: `, element("b", { dir: "auto" }, said(theirs[name])));
    if (isSame(theirs[name], base[name])) return element("p", { class: "dk-hint" }, `${label}: only changed by you, and kept: `, element("b", { dir: "auto" }, said(mine[name])));
    chosen[name] ??= "mine";
    const options = [{ value: "mine", label: `Yours: ${said(mine[name])}` }, { value: "theirs", label: `In the file: ${said(theirs[name])}` }];
    return field(label, radios(options, chosen[name], (value) => ((chosen[name] = value), touched(draft))), { group: true, hint: `Before, it was: ${said(base[name])}` });
  });
  const whole = isEntry ? null : element("div", { class: "dk-form" }, ...[["Yours", mine], ["In the file", theirs], ["Before", base]].map(([name, value]) => element("div", {}, element("p", { class: "dk-viewname" }, name), element("p", { class: "dk-context", dir: "auto" }, said(value)))));
  const goOn = async () => {
    await refresh();
    draft.base = { ...desk.state.digests };
    const values = isEntry ? Object.fromEntries(names.map((name) => [name, (isSame(mine[name], base[name]) || chosen[name] === "theirs" ? theirs : mine)[name]])) : {};
    if (place) draft.about.block = { ...draft.about.block, start: place[0], end: place[1], source: theirs };
    else draft.about.was = theirs;
    delete draft.conflict;
    delete draft.chosen;
    touched(draft);
    reopen[draft.kind]?.(draft, values);
    say("Look at it once more, and save it.");
  };
  const takeTheirs = async () => {
    dropDraft(draft.key);
    await refresh();
    closePanel();
    say("What is in the file stays.");
  };
  openPanel({
    key: draft.key,
    title: "Changed elsewhere meanwhile",
    body: element("div", { class: "dk-form" }, element("p", {}, theirs === null ? "Somebody deleted this while you wrote." : "Somebody saved this while you wrote. Nothing has been written over it."), rows, whole),
    foot: element("div", { class: "dk-footrow" }, theirs === null ? null : button(isEntry ? "Go on with these" : "Keep mine in the form", () => void goOn(), { class: "dk-main" }), button(theirs === null ? "Let it go" : "Take the other", () => void takeTheirs()), button("Not now; keep mine aside", () => closePanel(), { class: "dk-link" })),
  });
}
onConflict.show = showConflict;
