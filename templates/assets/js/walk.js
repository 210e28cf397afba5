// @ts-check
/** From one claim to the next: buttons in the card, `[` and `]`, links between cards, and the address bar. */
import { byId, close, goTo, marker, numbered, open, pieces, show } from './cards.js';

/** @param {HTMLElement} card @param {number} step @returns {HTMLElement} */
const neighbour = (card, step) => numbered[(numbered.indexOf(card) + step + numbered.length) % numbered.length];

/** @param {HTMLElement} card @param {string} selector */
function focusIn(card, selector) {
  const el = card.querySelector(selector);
  if (el instanceof HTMLElement) el.focus({ preventScroll: true });
}

function watchClicks() {
  document.addEventListener('click', (e) => {
    if (!(e.target instanceof Element)) return;
    const step = e.target.closest('[data-step]')?.getAttribute('data-step');
    if (step && open.card) {
      const next = neighbour(open.card, Number(step));
      goTo(next);
      focusIn(next, `[data-step="${step}"]`);
      return;
    }
    const hop = byId.get(e.target.closest('.card .go')?.getAttribute('popovertarget') ?? '');
    if (hop) {
      e.preventDefault();
      goTo(hop);
      focusIn(hop, '.x');
      return;
    }
    if (e.target.closest('.intext') && open.card) {
      e.preventDefault();
      const { id } = open.card;
      close();
      marker(id)?.focus();
    }
  });
}

/** `[` and `]` work while a marker or a card has the focus, and only then (WCAG 2.1.4). */
function watchKeys() {
  document.addEventListener('keydown', (e) => {
    const step = { '[': -1, ']': 1 }[e.key];
    if (!step || e.ctrlKey || e.altKey || e.metaKey || !(e.target instanceof Element)) return;
    const card = e.target.closest('.card:popover-open') ?? byId.get(e.target.closest('.ref')?.getAttribute('popovertarget') ?? '');
    if (!(card instanceof HTMLElement)) return;
    const next = neighbour(card, step);
    if (!card.matches(':popover-open')) { marker(next.id)?.focus(); return; }
    goTo(next);
    focusIn(next, '.x');
  });
}

/** A link to a claim opens it at its place in the text; a claim that has gone says so. */
function fromHash() {
  const id = decodeURIComponent(location.hash.slice(1));
  const card = byId.get(id);
  document.querySelector('.gone')?.toggleAttribute('hidden', !id || id.startsWith(':~:') || !!document.getElementById(id));
  if (card && pieces(id).length) {
    pieces(id)[0].scrollIntoView({ block: 'center' });
    show(card, { pin: true });
  } else close();
}

export function walkClaims() {
  const buttons = document.getElementById('_walk');
  if (buttons instanceof HTMLTemplateElement) {
    for (const card of numbered) card.querySelector('.x')?.before(buttons.content.cloneNode(true));
  }
  watchClicks();
  watchKeys();
  addEventListener('hashchange', fromHash);
  if (location.hash) requestAnimationFrame(fromHash); // without one there is nothing to close: a card may be open already
}
