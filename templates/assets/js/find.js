// @ts-check
/** `/` goes to the search field, unless something is being written. */
const find = document.querySelector('[aria-keyshortcuts="/"]');
addEventListener('keydown', (e) => {
  if (e.key !== '/' || e.ctrlKey || e.altKey || e.metaKey || !(find instanceof HTMLElement)) return;
  if (e.target instanceof Element && e.target.closest('input, textarea, select, [contenteditable]')) return;
  e.preventDefault();
  find.focus();
});
