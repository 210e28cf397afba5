// @ts-check
/** A card opens after the pointer has rested on its words, and closes after it has left words and card. */
import { byId, cardIdOf, cards, close, gap, isPinned, open, paint, root, sheet, show, under } from './cards.js';

const OPEN = 300; // ms of rest on a claim before its card shows
const CLOSE = 300; // ms of grace after the pointer leaves claim and card
const FRESH = 100; // ms: the pointer must have moved this recently; words scrolled under a still pointer do not open
const SWIPE = 56; // px downwards on the sheet's head that close it

let openTimer = 0;
let closeTimer = 0;
let lastMove = -Infinity;
let distance = Infinity;
/** The card that was pinned when the button went down. */
let held = '';

const stay = () => {
  clearTimeout(openTimer);
  clearTimeout(closeTimer);
};

function leave() {
  stay();
  closeTimer = window.setTimeout(() => { if (!isPinned()) close(); }, CLOSE);
}

/** @param {Element} el the words, marker or margin line @param {PointerEvent} e */
function openSoon(el, e) {
  const line = Array.from(el.getClientRects()).find((r) => gap(r, e.clientX, e.clientY) < 2) ?? el.getBoundingClientRect();
  const top = line.top + scrollY;
  stay();
  openTimer = window.setTimeout(() => {
    const card = byId.get(cardIdOf(el));
    if (!card || String(getSelection())) return;
    distance = Infinity;
    show(card, { pin: false, at: new DOMRect(line.x, top - scrollY, line.width, line.height) });
  }, OPEN);
}

function watchPointer() {
  addEventListener('pointermove', (e) => {
    if (e.pointerType !== 'mouse') return;
    lastMove = performance.now();
    if (!open.card || isPinned()) return;
    const d = gap(open.card.getBoundingClientRect(), e.clientX, e.clientY);
    // on its way to the card, the pointer neither closes it nor opens another
    if (d > 0 && d < distance - 2 && cardIdOf(under(e.target) ?? root) !== open.card.id) leave();
    distance = d;
  }, { passive: true });

  document.addEventListener('pointerover', (e) => {
    const el = under(e.target);
    if (!el || e.pointerType !== 'mouse' || e.buttons || open.card?.contains(el)) return;
    const id = cardIdOf(el);
    paint(id, 'hot', true);
    if (open.card?.id === id) { clearTimeout(closeTimer); return; }
    if (isPinned() || performance.now() - lastMove > FRESH) return;
    openSoon(el, e);
  });

  document.addEventListener('pointerout', (e) => {
    const el = under(e.target);
    if (!el || e.pointerType !== 'mouse' || el === under(e.relatedTarget)) return;
    paint(cardIdOf(el), 'hot', false);
    leave();
  });

  addEventListener('scroll', () => clearTimeout(openTimer), { passive: true });
}

/** A press on words or margin line pins the card; a second press lets go. */
function watchPresses() {
  document.addEventListener('pointerdown', () => {
    clearTimeout(openTimer);
    held = isPinned() ? (open.card?.id ?? '') : '';
  }, true);

  document.addEventListener('click', (e) => {
    if (!(e.target instanceof Element)) return;
    if (e.target.closest('a[href]:not([href^="#"])')) return; // a link in marked words stays a link
    const el = e.target.closest('mark.c, .side, a[data-card]');
    const card = el && byId.get(cardIdOf(el));
    if (!card || String(getSelection())) return;
    if (el.matches('a')) e.preventDefault();
    if (held === card.id) { close(); return; }
    stay();
    show(card, { pin: true, at: el.getClientRects()[0] });
  });
}

/** A pointer or focus inside a card keeps it; a swipe down on a sheet's head lets it go. */
function watchInside() {
  for (const card of cards) {
    const keep = () => { card.classList.replace('peek', 'pinned'); };
    card.addEventListener('focusin', keep);
    card.addEventListener('pointerdown', (e) => {
      keep();
      if (!sheet.matches || !(e.target instanceof Element) || !e.target.closest('.card-top') || e.target.closest('button')) return;
      const from = e.clientY;
      addEventListener('pointerup', (up) => { if (up.clientY - from > SWIPE) card.hidePopover(); }, { once: true });
    });
    card.addEventListener('pointerenter', stay);
    card.addEventListener('pointerleave', (e) => { if (e.pointerType === 'mouse') leave(); });
  }
}

export function hoverIntent() {
  watchPointer();
  watchPresses();
  watchInside();
}
