// @ts-check
/**
 * Searches as the reader types. The index is fetched when something is first looked for, and of it only what the words need. An explainer
 * is found with those of its claims and sources that have most of the words, and alone where they are spread over it.
 * @typedef {{kind: string, href: string, title: string, speaker?: string, position?: string, voice?: number}} Match
 * @typedef {{element: string, id: string, text: string}} Anchor
 * @typedef {{anchors: Anchor[], content: string, locations: number[], sub_results: {anchor: Anchor, locations: number[]}[]}} Data
 * @typedef {{score: number, id: string, data: () => Promise<Data>, query: string}} Hit
 * @typedef {{options: (o: object) => Promise<void>, mergeIndex: (path: string, o: object) => Promise<void>, search: (q: string) => Promise<{results: Hit[]}>}} Pagefind
 */
const form = /** @type {HTMLFormElement} */ (document.getElementById('_search'));
const field = /** @type {HTMLInputElement} */ (document.getElementById('_query'));
const [said, list, more, all] = ['_status', '_results', '_more', '_all'].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
const PAGE = 10;
const PARTS = 6; // of one explainer that are shown at once: the first of every side is among them
/** @type {Promise<Pagefind> | undefined} */
let engine;
/** @type {Hit[]} */
let hits = [];
let asked = 0;
let failures = 0; // a browser does not fetch a module again that it could not fetch, unless under another address

/** The folders of the further parts of the index. */
const further = form.dataset.parts?.split(' ') ?? [];
/** Each part multiplies its scores by a power of this, so that a score tells the part; no score is as large, and none is rounded. */
const APART = 2 ** 64;

function load() {
  engine ??= import(`${form.dataset.index}#${failures}`).then(async (/** @type {Pagefind} */ found) => {
    await found.options({ excerptLength: 0 });
    await Promise.all(further.map((path, at) => found.mergeIndex(path, { excerptLength: 0, indexWeight: APART ** (at + 1) })));
    return found;
  });
  return engine;
}

/** The hits in each part of the index, the best first, with their own scores. @param {Hit[]} results @param {string} query */
function byPart(results, query) {
  /** @type {Hit[][]} */
  const parts = [[], ...further.map(() => [])];
  for (const hit of results) {
    const at = Math.max(0, Math.floor(Math.log2(hit.score) / 64 + 0.5));
    parts[at].push({ score: hit.score / APART ** at, id: `${at} ${hit.id}`, data: hit.data, query });
  }
  return parts.filter((part) => part.length);
}

/** What is typed in the place of letters that are no plain letter with a mark; the index has them too. @type {Record<string, string>} */
const PLAIN = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ħ: 'h', ŧ: 't', ŋ: 'n', ŀ: 'l', ƒ: 'f', ə: 'e', ɓ: 'b', ɗ: 'd', ƙ: 'k' };

/** Its letters without case, marks and widths, as the index has them. @param {string} text */
const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\0-~]/g, (letter) => PLAIN[letter] ?? letter).normalize('NFC');

/** How others spell out letters that their keyboard lacks: the index has Müller as Mueller, too, but not Mueller as Müller. @type {Record<string, string>} */
const SPELT = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** What to look for: a query as it is, and with such letters spelt out. @param {string} query */
const spellings = (query) => [...new Set([query, query.normalize('NFC').toLowerCase().replace(/[äöüåø]/g, (letter) => SPELT[letter])].map((text) => terms(text).join(' ') || text))];

/** @param {string} a @param {string} b */
function common(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Letters of scripts that put no space between words: of these the index has each two that stand together. */
const RUN = /(?:(?=\p{L})[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])+/gu;

/** @param {string} run */
function pairs(run) {
  const letters = Array.from(run);
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => letters[at] + letter);
}

/** The words of a query, each once. @param {string} query */
const terms = (query) => [...new Set(folded(query).replace(RUN, (run) => ` ${pairs(run).join(' ')} `).match(/[\p{L}\p{N}]+/gu))];

/**
 * Whether a word is among those for which something was found. Where the site has no word that begins like it, the index takes its first
 * letters, be they two. Other forms of a long word share three at least, those of a short one two, if `y` is `i` (spies, spy; lying, lie).
 * Of scripts in which words change in front nothing is known.
 * @param {Data} data @param {string} term
 */
function isThere({ content, locations }, term) {
  const pair = term.search(RUN) === 0;
  if (!pair && !/^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]+$/u.test(term)) return true;
  const words = content.split(/\s+/);
  const start = pair ? term : term.slice(0, term.length < 7 ? 2 : 3).replaceAll('y', 'i');
  return locations.some((location) => folded(words[location] ?? '').replaceAll('y', 'i').includes(start));
}

/** How many letters a word of an explainer that was found begins with in common with each term, at most. @param {Data} data @param {string[]} wanted */
function likeness({ content, locations }, wanted) {
  const words = content.split(/\s+/);
  const matched = locations.map((location) => folded(words[location] ?? '').replace(/^[^\p{L}\p{N}]+/u, ''));
  return wanted.map((term) => Math.max(0, ...matched.map((word) => common(word, term))));
}

/**
 * Which parts of the index have what is looked for, from what is best in each. A part without a word that begins as the term does takes its
 * first letters ("has" for "Hassan"). That is no match where another part has more of it, unless it is an ending that differs.
 * @param {Data[]} firsts @param {string[]} wanted
 */
function matchingParts(firsts, wanted) {
  const alike = firsts.map((first) => likeness(first, wanted));
  const most = wanted.map((_, at) => Math.max(...alike.map((letters) => letters[at])));
  return alike.map((letters) => wanted.every((term, at) => letters[at] >= most[at]
    || (letters[at] >= 4 && letters[at] >= most[at] - 3 && /^\p{L}*$/u.test(term.slice(letters[at])))));
}

/**
 * The claims and sources of an explainer that have most of what is looked for, if that is more than half of it. The index says which words
 * were found, but not for which word: that is the one with which it begins alike.
 * @param {Data} data @param {string} query @returns {Match[]}
 */
function matching(data, query) {
  const wanted = terms(query);
  const words = data.content.split(/\s+/);
  const sections = data.sub_results.flatMap(({ anchor, locations }) => {
    const seen = new Set();
    for (const location of locations) {
      const word = folded(words[location] ?? '').replace(/^[^\p{L}\p{N}]+/u, '');
      const alike = wanted.map((term) => common(word, term));
      const most = Math.max(...alike);
      wanted.forEach((term, index) => { if (alike[index] === most || alike[index] === term.length) seen.add(term); });
    }
    return anchor.element === 'h2' ? [{ anchor, has: seen.size }] : [];
  });
  const most = Math.max(...sections.map(({ has }) => has));
  if (most * 2 <= wanted.length) return [];
  return sections.filter(({ has }) => has === most).map(({ anchor }) => {
    const [kind, href, voice, speaker, position] = shownBeside(anchor);
    return { kind, href, title: anchor.text, voice, speaker, position };
  });
}

/** What the index keeps beside a heading, in its anchor. @param {Anchor} anchor */
const shownBeside = ({ id }) => JSON.parse(decodeURIComponent(id));

/** @param {Element} into @param {string} name @param {string} text @param {string} [kind] */
function add(into, name, text, kind) {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind) element.className = kind;
  into.append(element, ' ');
  return element;
}

/** @param {Match} match @param {string} [language] of its words, where that is not the page's */
function entry({ kind, href, title, speaker, position, voice = 0 }, language) {
  const item = document.createElement('li');
  item.className = `p${voice}`;
  const link = /** @type {HTMLAnchorElement} */ (add(item, 'a', title));
  link.href = href;
  link.dir = 'auto';
  if (language && kind !== 'source') link.lang = language;
  if (link.origin !== location.origin) link.rel = 'external noopener';
  const line = add(item, 'span', '', 'meta');
  if (kind !== 'claim') { add(line, 'span', list.dataset[kind] ?? ''); return item; }
  add(line, 'span', `${list.dataset.claim}. ${(speaker ?? '').replace(/\.?$/, '.')}`);
  const side = add(line, 'span', position || (list.dataset.noSide ?? ''), 'side-of');
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  shape.setAttribute('class', 'g');
  shape.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#g-p${voice}`);
  shape.append(use);
  if (language && position) side.lang = language;
  side.prepend(shape);
  return item;
}

/** @param {Data} data @param {string} query */
function result(data, query) {
  const [heading] = data.anchors;
  const [kind, href, language] = shownBeside(heading);
  const item = entry({ kind, href, title: heading.text }, language);
  const parts = matching(data, query);
  const sides = parts.filter((part, index) => part.kind === 'claim' && index === parts.findIndex(({ voice }) => voice === part.voice));
  const first = new Set([...new Set([...sides, ...parts])].slice(0, Math.max(PARTS, sides.length)));
  const [shown, further] = [true, false].map((is) => parts.filter((part) => first.has(part) === is));
  if (shown.length) add(item, 'ul', '').append(...shown.map((part) => entry(part, language)));
  if (further.length) {
    const rest = add(item, 'details', '');
    add(rest, 'summary', numbered(list.dataset.further, further.length));
    add(rest, 'ul', '').append(...further.map((part) => entry(part, language)));
  }
  return item;
}

/** @param {string | undefined} text @param {number} number */
const numbered = (text, number) => (text ?? '').replace('#', number.toLocaleString(document.documentElement.lang));

/** Shows the next results. @param {number} turn @param {boolean} afresh */
async function show(turn, afresh) {
  const from = afresh ? 0 : list.children.length;
  const [first, ...others] = hits.slice(from, from + PAGE);
  const shown = first ? result(await first.data(), first.query) : ''; // alone: nothing else shall hold it up
  if (turn !== asked) return;
  if (afresh) list.replaceChildren();
  list.append(shown);
  list.hidden = !hits.length;
  const next = await Promise.all(others.map((hit) => hit.data()));
  if (turn !== asked) return;
  list.append(...next.map((data, at) => result(data, others[at].query)));
  more.hidden = list.children.length >= hits.length;
}

/** Which explainers have all words of a query; and where none has, what is missing. @param {string} query */
async function lookedUp(query) {
  const parts = byPart((await (await load()).search(query)).results, query);
  const firsts = await Promise.all(parts.map(([first]) => first.data()));
  const wanted = terms(query);
  const whole = matchingParts(firsts, wanted).map((matches, at) => matches && wanted.every((term) => isThere(firsts[at], term)));
  const missing = firsts.length && !whole.includes(true) && (wanted.find((term) => !firsts.some((first) => isThere(first, term))) ?? query);
  return { hits: parts.filter((_, at) => whole[at]).flat(), missing };
}

async function search() {
  const query = field.value.trim();
  const turn = ++asked;
  history.replaceState(null, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  all.hidden = !!query;
  if (!query) { list.replaceChildren(); list.hidden = more.hidden = true; said.textContent = ''; return; }
  said.textContent ||= said.dataset.wait ?? '';
  try {
    const found = await Promise.all(spellings(query).map(lookedUp)); // of a text the index has the words, not their order
    if (turn !== asked) return;
    hits = [...new Map(found.flatMap((one) => one.hits).reverse().map((hit) => [hit.id, hit])).values()].sort((a, b) => b.score - a.score);
    const missing = found.every((one) => one.missing) && found[0].missing;
    await show(turn, true);
    if (turn !== asked) return;
    const { none, lacks, one, many } = said.dataset;
    said.textContent = missing ? (lacks ?? '').replace('#', missing)
      : numbered(hits.length === 0 ? none : hits.length === 1 ? one : many, hits.length);
  } catch {
    engine = undefined;
    failures++;
    said.textContent = said.dataset.failed ?? '';
    all.hidden = false;
  }
}

/** A key without others can be turned off (WCAG 2.1.4): speech is taken for such keys. Nothing is kept of readers who leave it on. */
function offerKey() {
  const key = /** @type {HTMLInputElement} */ (document.getElementById('_key'));
  try { key.checked = localStorage.getItem('search-key') !== 'off'; } catch { return; }
  key.closest('p')?.removeAttribute('hidden');
  key.addEventListener('change', () => {
    try {
      if (key.checked) localStorage.removeItem('search-key'); else localStorage.setItem('search-key', 'off');
    } catch { key.checked = true; } // there is no room to keep it
  });
}

offerKey();
if (form.dataset.index) {
  form.addEventListener('submit', (e) => { e.preventDefault(); void search(); });
  field.addEventListener('input', () => void search());
  more.addEventListener('click', async () => {
    const first = list.children.length;
    await show(asked, false);
    list.children[first]?.querySelector('a')?.focus();
  });
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  if (field.value) void search();
}
