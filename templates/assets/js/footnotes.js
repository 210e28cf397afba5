// @ts-check
/** Footnotes show beside their numbers, as sources and terms do. At the end of the text they stay, and a key leads there. */
import { byId, cards } from './cards.js';

export function previewFootnotes() {
  for (const link of document.querySelectorAll('.fn a')) {
    const note = link instanceof HTMLAnchorElement && document.getElementById(link.hash.slice(1));
    if (!note) continue;
    const id = `card_${note.id}`;
    link.setAttribute('data-card', id);
    if (byId.has(id)) continue; // a note may be called twice
    const card = document.createElement('div');
    card.className = 'card small';
    card.id = id;
    card.popover = 'auto';
    card.setAttribute('role', 'group');
    card.setAttribute('aria-label', link.textContent);
    card.append(...note.cloneNode(true).childNodes);
    for (const back of card.querySelectorAll('[role=doc-backlink]')) back.remove();
    for (const named of card.querySelectorAll('[id]')) named.removeAttribute('id');
    for (const mark of card.querySelectorAll('mark')) mark.replaceWith(...mark.childNodes); // a claim is marked at its own place alone
    const fold = () => { card.style.display = card.matches(':popover-open') ? '' : 'none'; }; // a closed card is an endnote, and this one has its own
    fold();
    card.addEventListener('beforetoggle', (e) => { card.style.display = /** @type {ToggleEvent} */ (e).newState === 'open' ? '' : 'none'; });
    note.closest('.text')?.after(card);
    cards.push(card);
    byId.set(id, card);
  }
}
