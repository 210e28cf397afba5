/**
 * What a form shows beside it: the page as readers would see it, and what would go into the files. Nothing is written for it.
 * @typedef {import("./client.js").Plain} Plain
 */
import { post, reason, withTold } from "./client.js";
import { diffView, element, tabs } from "./elements.js";

/**
 * @param {() => Plain} operation
 * @param {{page: "article" | "sides", part: (page: Document) => Element | null}} [shown] the part of a page that readers would see
 * @param {{more?: [string, HTMLElement][], told?: import("./told.js").Told, isOwed?: (owed: import("./client.js").Owed) => boolean}} [options] `more` are other views
 */
export function fileView(operation, shown, { more = [], told, isOwed = () => true } = {}) {
  const rows = element("div", {}, element("p", { class: "dk-hint" }, "Nothing yet."));
  const seen = element("div", { class: "dk-shown" });
  const { box, have } = tabs([["As readers see it", seen], ...more, ["In the file", rows]]);
  have(0, false);
  let timer = 0;
  let asked = 0;
  const update = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = ++asked;
      const answer = await post("plan", { operations: withTold([operation()], told), page: shown?.page ?? "" });
      if (number !== asked) return; // a later answer is on its way
      if (shown && answer.ok && answer.data.page) {
        const part = asReadersSee(shown.part(new DOMParser().parseFromString(answer.data.page, "text/html")));
        if (part) seen.replaceChildren(part);
        have(0, Boolean(part));
      }
      if (answer.ok) told?.show(answer.data.owed.filter(isOwed));
      if (!answer.ok) return rows.replaceChildren(element("p", { class: "dk-hint" }, reason(answer)));
      const problems = answer.data.problems.map((/** @type {string} */ problem) => element("p", { class: "dk-error" }, problem));
      const warnings = answer.data.warnings.map((/** @type {string} */ warning) => element("p", { class: "dk-hint" }, `To know: ${warning}`));
      const diffs = diffView(answer.data.diffs);
      rows.replaceChildren(...problems, ...warnings, ...(diffs.length ? diffs : [element("p", { class: "dk-hint" }, "Nothing is different yet.")]));
    }, 150);
  };
  return { box, update };
}

/** The part of a page with an id. @param {() => string} id @returns {(page: Document) => Element | null} */
export const byId = (id) => (page) => page.getElementById(id());

/** A part of a page, to be read only: its links lead nowhere, and its ids are not the page's. @param {Element | null} part */
function asReadersSee(part) {
  if (!part) return null;
  const copy = /** @type {HTMLElement} */ (document.importNode(part, true));
  for (const name of ["id", "popover", "role", "aria-labelledby"]) copy.removeAttribute(name);
  for (const gone of copy.querySelectorAll(".x, .card-foot, .rlinks, script")) gone.remove();
  for (const link of copy.querySelectorAll("a")) for (const name of ["href", "aria-label"]) link.removeAttribute(name);
  for (const pressed of copy.querySelectorAll("button")) pressed.replaceWith(element("span", { class: pressed.className }, ...pressed.childNodes));
  for (const named of copy.querySelectorAll("[id], [role], [aria-labelledby], [aria-describedby], [tabindex]")) for (const name of ["id", "role", "aria-labelledby", "aria-describedby", "tabindex"]) named.removeAttribute(name);
  for (const title of copy.querySelectorAll("h2, h3, h4")) title.replaceWith(element("p", { class: `${title.className} dk-heading` }, ...title.childNodes));
  for (const folded of copy.querySelectorAll("details")) folded.replaceWith(element("div", { class: folded.className }, ...[...folded.childNodes].filter((child) => child.nodeName !== "SUMMARY")));
  return copy;
}
