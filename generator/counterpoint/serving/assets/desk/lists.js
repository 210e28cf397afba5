/** What has to be mended, what has been written, and the keys. */
import { article, post } from "./client.js";
import { today } from "./fields.js";
import { button, diffView, element } from "./elements.js";
import { closePanel, desk, openPanel, openProblems, refuse, say, undo, write } from "./frame.js";
import { editClaim } from "./claims.js";
import { editNote } from "./notes.js";
import { lostEntry, missing, showWords } from "./text.js";

const close = () => element("div", { class: "dk-footrow" }, button("Close", () => closePanel()));

/** Everything that the last build has found in this article's files. What has lost its words is said once, with its remedy. */
export function showProblems() {
  const { problems, lost, hidden } = desk.state;
  const rows = openProblems().map((problem) => element("li", { class: "dk-problem" }, element("p", {}, element("b", {}, problem.severity === "error" ? "Stops publishing: " : ""), problem.message), problem.help ? element("p", { class: "dk-hint dk-lines" }, problem.help) : null, element("p", { class: "dk-place" }, `${problem.place} · ${problem.code}`), mendsOf(problem)));
  const entries = [...lost.map(lostProblem), ...rows];
  const isStopped = lost.length > 0 || problems.some((problem) => problem.severity === "error");
  openPanel({
    key: "problems",
    title: entries.length === 1 ? "1 thing to mend" : `${entries.length} things to mend`,
    body: element("div", { class: "dk-form" }, element("p", { class: "dk-hint" }, !entries.length ? "Nothing is wrong with this article." : isStopped ? "The site is published once those that stop it are mended; the page stays as it was before them." : "The site is published in spite of these."), hidden ? element("p", { class: "dk-hint" }, "Whether claims and notes keep their words can be said once the other things are mended.") : null, element("ol", { class: "dk-problems" }, entries)),
    foot: close(),
  });
}

/** What mends a problem at a press; what may be meant otherwise asks a second time. @param {import("./client.js").Problem} problem */
function mendsOf(problem) {
  if (!problem.mends.length) return null;
  const box = element("p", { class: "dk-acts" });
  const mend = async (/** @type {number} */ choice, /** @type {boolean} */ confirmed) => {
    const answer = await post("mend", { problem, choice, confirmed });
    if (!answer.ok) return refuse(answer);
    desk.state.changes = answer.data.changes;
    say(`${problem.mends[choice].label}: written.`, ["Undo", () => void undo(false)]);
  };
  const ask = (/** @type {number} */ choice) => {
    const sure = button(`I have looked: ${problem.mends[choice].label.replace(/^I/, "i").replace(/^W/, "w")}`, () => void mend(choice, true), { class: "dk-main" });
    box.replaceChildren(element("span", { class: "dk-context", dir: "auto" }, problem.location.excerpt.trim()), sure, button("Leave it", draw));
    sure.focus();
  };
  const draw = () => box.replaceChildren(...problem.mends.map(({ label, safe }, choice) => button(safe ? label : `${label} …`, () => (safe ? void mend(choice, false) : ask(choice)))));
  draw();
  return box;
}

/** A quote that has lost its words, with the passages that may be taken. @param {import("./client.js").Lost} lost */
function lostProblem(lost) {
  const isPublic = lost.kind === "claims" && desk.state.public.includes(lost.id);
  const choice = { words: /** @type {string | null} */ (null), isRead: false, needsReading: false, told: "" };
  const take = async () => {
    const why = choice.words === null ? "Choose the words first." : missing({ ...lost, public: isPublic }, choice);
    if (why) return say(why);
    const corrections = choice.told.trim() ? [{ date: today(), claim: lost.id, text: choice.told.trim() }] : [];
    await write({ operations: [{ op: "value", article, path: lost.path, value: choice.words, confirmed: choice.isRead, corrections }], title: "The words are there again", base: desk.state.digests, entry: { file: "sidecar", path: lost.path, value: lost.quote } }, { onConflict: () => say("This quote was changed elsewhere.") });
  };
  const entry = lostEntry({ ...lost, public: isPublic }, choice);
  const edit = button("Choose its words anew", () => (lost.kind === "claims" ? editClaim(lost.id) : editNote(lost.id)));
  const show = lost.offers[0] ? button("Show the place", () => void showWords(choice.words ?? lost.offers[0].words)) : null;
  entry.append(element("p", { class: "dk-acts" }, lost.offers.length ? button("Take these words", () => void take(), { class: "dk-main" }) : null, show, edit));
  return entry;
}

/** Everything that the desk has written, newest first. */
export function showChanges() {
  const { done, undone } = desk.state.changes;
  const row = (/** @type {import("./client.js").Change} */ change) =>
    element("li", { class: change.undone ? "dk-undone" : null }, element("details", {}, element("summary", {}, element("span", {}, change.undone ? `Undone: ${change.title}` : change.title), element("small", {}, new Date(change.time).toLocaleString())), diffView(change.diffs)));
  const list = [...[...undone].reverse(), ...[...done].reverse()];
  const acts = element("p", { class: "dk-acts" }, button("Undo the last", () => void undo(false), { disabled: !done.length }), button("Make it again", () => void undo(true), { disabled: !undone.length }));
  openPanel({ key: "changes", title: "Changes", body: element("div", { class: "dk-form" }, acts, list.length ? element("ol", { class: "dk-changes" }, list.map(row)) : element("p", {}, "Nothing has been written yet.")), foot: close() });
}

/** The keys, and a switch for those of one letter. @param {[string, string][]} letters */
export function showKeys(letters) {
  const toggle = () => {
    desk.singleKeys = input.checked;
    localStorage.setItem("counterpoint-desk-keys", input.checked ? "on" : "off");
  };
  const input = element("input", { type: "checkbox", onchange: toggle });
  input.checked = desk.singleKeys;
  const keys = /** @type {[string, string][]} */ ([["Ctrl Enter", "save the form"], ["Escape", "close; what you wrote is kept"], ["Ctrl Z", "undo, outside of fields"], ["Ctrl Shift Z", "make it again"], ["Ctrl .", "turn the desk on or off"], ...letters]);
  openPanel({ key: "keys", title: "Keys", body: element("div", { class: "dk-form" }, element("dl", { class: "dk-keys" }, keys.map(([key, what]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)))), element("label", { class: "dk-check" }, input, element("span", {}, "Keys of one letter, while words are chosen"))), foot: close() });
}
