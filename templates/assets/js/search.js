// @ts-check
/**
 * Searches as the reader types. The index is fetched when something is first looked for, and of it only what the words need. On a large
 * site a small index of the newest explainers answers first; what the whole one finds then takes its place.
 * @typedef {{meta: Record<string, string>}} Data
 * @typedef {{data: () => Promise<Data>}} Hit
 * @typedef {{options: (o: object) => Promise<void>, search: (q: string) => Promise<{results: Hit[]}>}} Pagefind
 */
const form = /** @type {HTMLFormElement} */ (document.getElementById('_search'));
const field = /** @type {HTMLInputElement} */ (document.getElementById('_query'));
const [said, list, more, all] = ['_status', '_results', '_more', '_all'].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
const PAGE = 10;
/** @type {Map<string, Promise<Pagefind>>} */
const engines = new Map();
/** @type {Hit[]} */
let hits = [];
let asked = 0;
let before = false; // whether the list still holds what the newest explainers had, while the hits are those of the whole site

/** @param {string} address */
function load(address) {
  const known = engines.get(address);
  const engine = known ?? import(address).then(async (/** @type {Pagefind} */ found) => { await found.options({ excerptLength: 0 }); return found; });
  if (!known) engines.set(address, engine);
  return engine;
}

/** @param {Element} into @param {string} name @param {string} text @param {string} [kind] */
function add(into, name, text, kind) {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind) element.className = kind;
  into.append(element, ' ');
  return element;
}

/** @param {Data} data */
function result({ meta }) {
  const item = document.createElement('li');
  item.className = `p${meta.voice}`;
  const link = /** @type {HTMLAnchorElement} */ (add(item, 'a', meta.title));
  link.href = meta.href;
  link.dir = 'auto';
  if (link.origin !== location.origin) link.rel = 'external noopener';
  const line = add(item, 'span', '', 'meta');
  if (meta.kind !== 'claim') { add(line, 'span', list.dataset[meta.kind] ?? ''); return item; }
  add(line, 'span', `${list.dataset.claim}. ${meta.speaker}.`);
  const side = add(line, 'span', meta.position || (list.dataset.noSide ?? ''), 'side-of');
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  shape.setAttribute('class', 'g');
  shape.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#g-p${meta.voice}`);
  shape.append(use);
  side.prepend(shape);
  if (meta.article) add(line, 'cite', meta.article);
  return item;
}

/** Shows the next results. @param {number} turn */
async function show(turn) {
  list.hidden = !hits.length;
  const [first, ...rest] = hits.slice(list.children.length, list.children.length + PAGE);
  const shown = first ? result(await first.data()) : ''; // alone: nothing else shall hold it up
  if (turn !== asked) return;
  list.append(shown);
  const others = await Promise.all(rest.map((hit) => hit.data()));
  if (turn !== asked) return;
  list.append(...others.map(result));
  more.hidden = list.children.length >= hits.length;
}

/** What the newest explainers have to say, while the whole site is searched. @param {string} query @param {number} turn */
async function showNewest(query, turn) {
  if (!form.dataset.newest) return;
  const found = await (await load(form.dataset.newest)).search(query);
  if (turn !== asked || !found.results.length) return;
  hits = found.results.slice(0, PAGE);
  before = false;
  list.replaceChildren();
  await show(turn);
}

/** What the whole site has to say. A reader who is among the results already keeps them, and asks for the others. @param {string} query @param {number} turn */
async function showAll(query, turn) {
  const found = await (await load(form.dataset.index ?? '')).search(query);
  if (turn !== asked) return;
  const first = await Promise.all(found.results.slice(0, PAGE).map((hit) => hit.data()));
  if (turn !== asked) return;
  const count = found.results.length;
  said.textContent = count === 0 ? said.dataset.none ?? '' : count === 1 ? said.dataset.one ?? '' : (said.dataset.many ?? '').replace('#', count.toLocaleString(document.documentElement.lang));
  hits = found.results;
  before = list.contains(document.activeElement);
  if (before) { more.hidden = false; return; }
  list.replaceChildren(...first.map(result));
  list.hidden = !count;
  more.hidden = count <= PAGE;
}

async function search() {
  const query = field.value.trim();
  const turn = ++asked;
  history.replaceState(null, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  all.hidden = !!query;
  if (!query) { list.replaceChildren(); list.hidden = more.hidden = true; said.textContent = ''; return; }
  said.textContent ||= said.dataset.wait ?? '';
  try {
    await showNewest(query, turn);
    if (turn === asked) await showAll(query, turn);
  } catch {
    said.textContent = said.dataset.failed ?? '';
    all.hidden = false;
  }
}

if (form.dataset.index) {
  form.addEventListener('submit', (e) => { e.preventDefault(); void search(); });
  field.addEventListener('input', () => void search());
  more.addEventListener('click', async () => {
    if (before) list.replaceChildren();
    before = false;
    const first = list.children.length;
    await show(asked);
    list.children[first]?.querySelector('a')?.focus();
  });
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  if (field.value) void search();
}
