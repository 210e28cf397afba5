/**
 * Shows what was saved a moment ago, at the same place of the page, and what is wrong with it. Only `counterpoint serve` adds this.
 * @typedef {{path: string, line: number, column: number, end_column: number, excerpt: string}} Source
 * @typedef {{path: string, y: number, card: string}} Place
 * @typedef {{code: string, severity: string, place: string, message: string, help: string, location: Source}} Found
 * @typedef {{build: number, changed: string[], styleOnly: boolean, errors: Found[]}} State
 */

const own = /** @type {HTMLScriptElement} */ (document.getElementById("_live"));
const KEEP = "counterpoint-live";
/** The page's main part as it came from the server: this script runs before the page's own. */
let came = /** @type {Element | null} */ (document.querySelector("main")?.cloneNode(true) ?? null);

/** A place that could not be come back to: its card was gone for a moment, and may be there again. @type {Place | null} */
let missed = null;
/** Whether the place that was left has been come back to. Until then it is the one to keep: two reloads may follow at once. */
let back = false;
/** Whether this page is about to go: the one after it asks anew what it has missed. */
let leaving = false;

own.dataset.shown = own.dataset.build ?? "";
/** Whether there is no page yet, and this one stands in for it. */
const standsIn = "standIn" in own.dataset;

/** How many builds are being shown: each waits for the one before it. */
let waiting = 0;
/** The last of them. @type {Promise<void>} */
let last = Promise.resolve();

/** Notes that the page shows what was built last, unless that is still under way. */
function isShown() {
  if (waiting || leaving) return;
  own.dataset.shown = own.dataset.build ?? "";
  dispatchEvent(new Event("counterpoint-shown"));
}

/** Reloads, once, and after what must not be cut short: the page that comes finds its place again. */
async function reload() {
  if (leaving) return;
  leaving = true;
  /** @type {Promise<unknown>[]} */
  const last = [];
  dispatchEvent(new CustomEvent("counterpoint-leave", { detail: last }));
  await Promise.allSettled(last);
  history.scrollRestoration = "manual";
  location.reload();
}

/** Keeps the place and the open card at the last moment, whoever asked for the reload. */
function keepPlace() {
  const open = document.querySelector("[popover]:popover-open");
  const place = open || !missed ? { path: location.pathname, y: scrollY, card: open ? open.id : "" } : missed;
  if (back) sessionStorage.setItem(KEEP, JSON.stringify(place));
}

/** After a reload, the same place of the page with the same card open. */
function comeBack() {
  back = true;
  const kept = JSON.parse(sessionStorage.getItem(KEEP) || "null");
  sessionStorage.removeItem(KEEP);
  const way = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
  if (!kept || kept.path !== location.pathname || way?.type !== "reload") return;
  const card = kept.card && document.getElementById(kept.card);
  if (card && "showPopover" in card) card.showPopover();
  else if (kept.card) missed = kept;
  scrollTo({ top: kept.y, behavior: "instant" });
}

/**
 * What has to be done to a part of the page for it to read as a fresh one; null where the two have other elements, or scripts have
 * changed the part beyond adding to it. `old` is the part as it came from the server. Listeners, focus and open cards stay.
 * @param {Element} old @param {Element} fresh @param {Element} live @returns {(() => void)[] | null}
 */
function changes(old, fresh, live) {
  if (old.isEqualNode(fresh)) return [];
  const [before, after, now] = [[...old.childNodes], [...fresh.childNodes], [...live.childNodes]];
  if (before.length !== after.length) return null;
  const found = [];
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) found.push(() => live.setAttribute(name, value));
  for (const { name } of old.attributes) if (!fresh.hasAttribute(name)) found.push(() => live.removeAttribute(name));
  for (const [at, node] of before.entries()) {
    while (now.length && !isSame(node, now[0])) now.shift();
    const [other, here] = [after[at], now.shift()];
    if (!here || !isSame(node, other)) return null;
    const inner = node instanceof Element ? changes(node, /** @type {Element} */ (other), /** @type {Element} */ (here)) : [];
    if (!inner) return null;
    found.push(...inner);
    if (!(node instanceof Element) && node.nodeValue !== other.nodeValue) found.push(() => (here.nodeValue = other.nodeValue));
  }
  return found;
}

/** @param {Node} one @param {Node} other */
function isSame(one, other) {
  return one.nodeName === other.nodeName && (!(one instanceof Element) || one.id === /** @type {Element} */ (other).id);
}

/** Shows the page as it is now: in place where it has the same parts, else by loading it again. */
async function show() {
  const text = await (await fetch(location.href, { cache: "no-store" })).text();
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const [live, main] = [document.querySelector("main"), fresh.querySelector("main")];
  const found = came && live && main && document.title === fresh.title ? changes(came, main, live) : null;
  if (!found) return void reload();
  for (const change of found) change();
  came = main;
}

/** Shows the page as it is now, after the builds before it. */
function showNext() {
  waiting += 1;
  last = last.then(show).finally(() => {
    waiting -= 1;
    isShown();
  });
}

/** Puts the new styles, for the screen and for paper, in place of the old ones, once they are there: nothing flickers, nothing moves. */
async function swapStyle() {
  const text = await (await fetch(location.href, { cache: "no-store" })).text();
  const styles = 'link[rel="stylesheet"]:not([href*="_counterpoint"])';
  const fresh = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll(styles)];
  const old = [...document.querySelectorAll(styles)];
  if (fresh.length !== old.length) return void reload();
  for (const [number, before] of old.entries()) {
    if (fresh[number].getAttribute("href") === before.getAttribute("href")) continue;
    const link = /** @type {HTMLLinkElement} */ (document.importNode(fresh[number], true));
    link.addEventListener("load", () => before.remove());
    before.after(link);
  }
}

/** @param {string} name @param {string} text @param {string} [kind] */
function made(name, text, kind) {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

/** @param {Found[]} errors */
function showErrors(errors) {
  document.getElementById("_live-errors")?.remove();
  if (!errors.length) return;
  const panel = document.createElement("section");
  panel.id = "_live-errors";
  panel.setAttribute("role", "alert");
  panel.append(made("h2", `${errors.length === 1 ? "1 thing" : `${errors.length} things`} to mend; ${standsIn ? "there is no page yet" : "the page is as it was"}`));
  const list = document.createElement("ol");
  for (const found of errors) {
    const item = document.createElement("li");
    item.append(made("span", `${found.place} `, "place"), made("span", `${found.code}: `, "code"), made("span", found.message));
    const { excerpt, column, end_column: end } = found.location;
    if (excerpt) {
      const line = document.createElement("pre");
      const start = Math.max(column - 1, 0);
      line.append(excerpt.slice(0, start), made("mark", excerpt.slice(start, Math.max(end - 1, start))), excerpt.slice(Math.max(end - 1, start)));
      item.append(line);
    }
    if (found.help) item.append(made("div", found.help, "help"));
    list.append(item);
  }
  panel.append(list);
  document.body.append(panel);
}

/** @param {State} state */
function follow(state) {
  showErrors(state.errors);
  if (state.errors.length || state.build === Number(own.dataset.build)) return void isShown();
  const here = decodeURIComponent(location.pathname);
  const file = here.endsWith("/") ? `${here}index.html` : here;
  const concerns = standsIn || !state.changed.length || state.changed.some((path) => file.endsWith(`/${path}`));
  own.dataset.build = String(state.build);
  if (state.styleOnly) void swapStyle();
  else if (concerns) showNext();
  else isShown();
}

addEventListener("pagehide", keepPlace);
document.addEventListener("DOMContentLoaded", comeBack); // once the page's own scripts are ready for it
new EventSource(`/_counterpoint/events?page=${encodeURIComponent(decodeURIComponent(location.pathname))}`).addEventListener("message", (event) => follow(JSON.parse(event.data)));
