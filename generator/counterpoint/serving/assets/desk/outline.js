/** Sides and questions as a list, for where there is no side-by-side view yet, and for those who prefer a list to a table. */
import { approachList } from "./approaches.js";
import { getBalance, reason } from "./client.js";
import { showEntries } from "./entries.js";
import { button, element, shape } from "./elements.js";
import { actions, closePanel, desk, openPanel } from "./frame.js";
import { SILENCES, editAnswer, editIssue, editPosition, issues, positions, stateOf } from "./sides.js";

/** What stands in a cell, in a word. @param {any} answer */
const said = (answer) => (stateOf(answer) === "inferred" ? "Inferred" : stateOf(answer) === "stated" ? "Answer" : SILENCES[stateOf(answer)]);

/** What can be counted of how each side is treated, asked for when it is opened. */
function balance() {
  const text = element("pre", { class: "dk-report", dir: "auto", tabindex: "0" });
  const box = element("details", {}, element("summary", { class: "dk-sub" }, "How each side is treated"), element("p", { class: "dk-hint" }, "As of the last build without errors. Counts and sentences to look at, no score."), text);
  box.addEventListener("toggle", () => {
    if (!(box instanceof HTMLDetailsElement) || !box.open) return;
    void getBalance().then((answer) => (text.textContent = answer.ok ? answer.data.text || "Nothing is counted yet." : reason(answer)));
  });
  return box;
}

/** Lists the sides, the questions, and what each side answers. */
export function showOutline() {
  const all = positions();
  const sides = all.map(([id, { label }], number) => element("li", {}, element("span", {}, shape(number + 1), label), button("Edit", () => editPosition(id), { "aria-label": `Edit the position: ${label}` })));
  const questions = issues().map(([id, issue]) =>
    element(
      "li",
      { class: "dk-question" },
      element("div", { class: "dk-picked" }, element("b", { dir: "auto" }, issue.question), button("Edit", () => editIssue(id), { "aria-label": `Edit the question: ${issue.question}` })),
      element("ul", { class: "dk-picked" }, all.map(([position, { label }], number) => element("li", {}, element("span", {}, shape(number + 1), `${label}: ${said(issue.answers?.[position])}`), button("Edit", () => editAnswer(id, position), { "aria-label": `Edit the answer of ${label} to: ${issue.question}` })))),
    ),
  );
  openPanel({
    key: "sides",
    title: "Sides and questions",
    body: element(
      "div",
      { class: "dk-form" },
      element("p", { class: "dk-hint" }, all.length ? "In the order in which readers see them." : "A side is a position that somebody holds; a question is what the sides answer. Two sides and one question make a side-by-side view."),
      element("section", {}, element("h3", { class: "dk-sub" }, "Sides"), element("ul", { class: "dk-picked" }, sides), button("Add a position", () => editPosition(""))),
      approachList(),
      element("section", {}, element("h3", { class: "dk-sub" }, "Questions"), element("ul", {}, questions), button("Add a question", () => editIssue(""))),
      element("section", {}, element("h3", { class: "dk-sub" }, "Who and what is named"), button("Speakers, sources and terms", () => showEntries())),
      balance(),
    ),
    foot: element("div", { class: "dk-footrow" }, button("Close", () => closePanel())),
  });
}
actions.sides = () => (desk.panel?.key === "sides" ? closePanel() : showOutline());
