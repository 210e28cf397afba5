/** What has to be mended, what has been written, and the keys. */
import { article, post, reason } from "./client.js";
import { today } from "./claims.js";
import { button, diffView, element } from "./elements.js";
import { closePanel, desk, openPanel, say, undo, write } from "./frame.js";
import { lostEntry } from "./text.js";

const close = () => element("div", { class: "dk-footrow" }, button("Close", () => closePanel()));

/** Everything that the last build has found in this article's files. */
export function showProblems() {
  const { problems } = desk.state;
  const rows = problems.map((problem) => element("li", { class: "dk-problem" }, element("p", {}, element("b", {}, problem.severity === "error" ? "Stops publishing: " : ""), problem.message), problem.help ? element("p", { class: "dk-hint dk-lines" }, problem.help) : null, element("p", { class: "dk-place" }, `${problem.place} · ${problem.code}`), mendsOf(problem)));
  /** @type {HTMLElement[]} */
  const lost = desk.state.lost.map(lostProblem);
  if (desk.state.hidden) lost.unshift(element("li", { class: "dk-hint" }, "Whether claims and notes keep their words can be said once these are mended."));
  if (lost.length) return openPanel({ key: "problems", title: problems.length === 1 ? "1 problem" : `${problems.length} problems`, body: element("div", { class: "dk-form" }, element("ol", { class: "dk-problems" }, lost), element("ol", { class: "dk-problems" }, rows)), foot: close() });
  openPanel({ key: "problems", title: problems.length === 1 ? "1 problem" : `${problems.length} problems`, body: rows.length ? element("ol", { class: "dk-problems" }, rows) : element("p", {}, "Nothing is wrong with this article."), foot: close() });
}

/** What mends a problem at a press; what may be meant otherwise asks a second time. @param {import("./client.js").Problem} problem */
function mendsOf(problem) {
  if (!problem.mends.length) return null;
  const box = element("p", { class: "dk-acts" });
  const mend = async (/** @type {number} */ choice, /** @type {boolean} */ confirmed) => {
    const answer = await post("mend", { problem, choice, confirmed });
    if (!answer.ok) return say(reason(answer));
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
  /** @type {string | null} */
  let words = null;
  let told = "";
  const take = async () => {
    if (words === null) return say("Choose the words first.");
    if (isPublic && !told.trim()) return say("Readers have seen these words. Say what they will be told.");
    const corrections = told.trim() ? [{ date: today(), claim: lost.id, text: told.trim() }] : [];
    await write({ operations: [{ op: "value", article, path: lost.path, value: words, confirmed: true, corrections }], title: "The words are there again", base: desk.state.digests, entry: { file: "sidecar", path: lost.path, value: lost.quote } }, { onConflict: () => say("This quote was changed elsewhere.") });
  };
  const entry = lostEntry({ ...lost, public: isPublic }, (picked) => (words = picked), (text) => (told = text));
  if (lost.offers.length) entry.append(element("p", { class: "dk-acts" }, button("Take", () => void take(), { class: "dk-main" })));
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
