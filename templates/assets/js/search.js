// @ts-check
/**
 * Searches as the reader types. The index is fetched when something is first looked for, and of it only what the words need.
 * @typedef {{meta: Record<string, string>}} Data
 * @typedef {{data: () => Promise<Data>}} Hit
 * @typedef {{options: (o: object) => Promise<void>, search: (q: string) => Promise<{results: Hit[]}>}} Pagefind
 */
const form = /** @type {HTMLFormElement} */ (document.getElementById('_search'));
const field = /** @type {HTMLInputElement} */ (document.getElementById('_query'));
const [said, list, more, all] = ['_status', '_results', '_more', '_all'].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
const PAGE = 10;
/** @type {Promise<Pagefind> | undefined} */
let engine;
/** @type {Hit[]} */
let hits = [];
let asked = 0;
let timer = 0;

function load() {
  engine ??= import(form.dataset.index ?? '').then(async (/** @type {Pagefind} */ found) => { await found.options({ excerptLength: 0 }); return found; });
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
  for (const next of hits.slice(list.children.length, list.children.length + PAGE).map((hit) => hit.data())) {
    const data = await next; // all are on their way; each is shown when those before it are
    if (turn !== asked) return;
    list.append(result(data));
  }
  more.hidden = list.children.length >= hits.length;
}

async function search() {
  const query = field.value.trim();
  const turn = ++asked;
  history.replaceState(null, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  all.hidden = !!query;
  if (!query) { list.replaceChildren(); list.hidden = more.hidden = true; said.textContent = ''; return; }
  said.textContent ||= said.dataset.wait ?? '';
  try {
    const found = await (await load()).search(query);
    if (turn !== asked) return;
    hits = found.results;
  } catch {
    said.textContent = said.dataset.failed ?? '';
    all.hidden = false;
    return;
  }
  list.replaceChildren();
  said.textContent = hits.length === 0 ? said.dataset.none ?? '' : hits.length === 1 ? said.dataset.one ?? '' : (said.dataset.many ?? '').replace('#', hits.length.toLocaleString(document.documentElement.lang));
  await show(turn);
}

if (form.dataset.index) {
  form.addEventListener('submit', (e) => { e.preventDefault(); void search(); });
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, 80); load().catch(() => {}); });
  more.addEventListener('click', async () => {
    const first = list.children.length;
    await show(asked);
    list.children[first]?.querySelector('a')?.focus();
  });
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  if (field.value) void search();
}
