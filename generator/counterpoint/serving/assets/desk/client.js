/**
 * What the page asks of its server. Each answer is a value; what went wrong is one, too.
 * @typedef {{exact: string, prefix?: string, suffix?: string, occurrence?: string}} Quote
 * @typedef {{words: string, quote: Quote, before: string, after: string, start: number, end: number, places: number, widened: boolean, why?: undefined}} Place
 * @typedef {{why: "nowhere" | "struck" | "empty"}} NoPlace
 * @typedef {{id: number, title: string, time: string, diffs: Record<string, string[]>, undone: boolean}} Change
 * @typedef {{done: Change[], undone: Change[]}} Changes
 * @typedef {{code: string, severity: string, place: string, message: string, help: string, location: {excerpt: string}, mends: {label: string, safe: boolean}[]}} Problem
 * @typedef {{start: number, end: number, source: string, text: string}} Block
 * @typedef {{kind: "claims" | "notes", id: string, path: (string | number)[], quote: string, why: string, public?: boolean, offers: {words: string, diff: string, flags: string[]}[]}} Lost
 * @typedef {{article: string, about: Record<string, string>, messages: string[], example: string}} Owed
 * @typedef {Record<string, any>} Plain
 * @typedef {{article: string, sidecar: Plain, speakers: Plain, sources: Plain, languages: string[], ratings: Record<string, string>, digests: Record<string, string>,
 *   public: string[], changes: Changes, problems: Problem[], blocks: Block[], lost: Lost[], hidden: boolean, build?: number | null}} State
 * @typedef {{operations: Plain[], title?: string, base?: Record<string, string>, entry?: {file: "sidecar" | "speakers" | "text", path: (string | number)[], value: any}}} Edit
 * @typedef {{ok: true, data: any} | {ok: false, status: number, data: any}} Answer
 */

const script = /** @type {HTMLScriptElement} */ (document.getElementById("_desk"));
const ROOT = "/_counterpoint/desk";

/** The article that this page is about. */
export const article = script.dataset.article ?? "";

/** @param {string} path @param {RequestInit} options @returns {Promise<Answer>} */
async function ask(path, options) {
  try {
    const response = await fetch(`${ROOT}/${path}`, { ...options, headers: { ...options.headers, "X-Counterpoint-Desk": script.dataset.token ?? "" }, cache: "no-store" });
    const data = await response.json().catch(() => ({ message: `The server has failed (${response.status}). It says more where it was started; what you have written stays here.` }));
    return response.ok ? { ok: true, data } : { ok: false, status: response.status, data };
  } catch {
    return { ok: false, status: 0, data: { message: "The server does not answer. Start it again; what you have written stays here." } };
  }
}

/** @param {string} name @param {Plain} body @returns {Promise<Answer>} */
export const post = (name, body) => ask(name, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** All that the forms need. @returns {Promise<Answer>} */
export const getState = () => ask(`state?article=${encodeURIComponent(article)}`, {});

/** How the article treats its positions, in counts. @returns {Promise<Answer>} */
export const getBalance = () => ask(`balance?article=${encodeURIComponent(article)}`, {});

/** What went wrong, in words. @param {{data: any}} answer @returns {string} */
export function reason({ data }) {
  return data.messages ? data.messages.join(" ") : String(data.message ?? "It was not written.");
}

/** Operations with what readers are told of them, those of other articles too. @param {Plain[]} operations @param {import("./told.js").Told | undefined} told @returns {Plain[]} */
export function withTold(operations, told) {
  const all = told?.corrections() ?? [];
  const own = all.flatMap((one) => (one.article === article ? [one.correction] : []));
  const [first, ...others] = operations;
  const tells = all.flatMap((one) => (one.article === article ? [] : [{ op: "tell", article: one.article, corrections: [one.correction] }]));
  return all.length ? [{ ...first, corrections: [...(first.corrections ?? []), ...own] }, ...others, ...tells] : operations;
}
