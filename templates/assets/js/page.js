// @ts-check
/** What is on every page, and there before anything else of it. */

/** `/` goes to the search field, unless something is being written. */
addEventListener('keydown', (e) => {
  if (e.key !== '/' || e.ctrlKey || e.altKey || e.metaKey) return;
  if (e.target instanceof Element && e.target.closest('input, textarea, select, [contenteditable]')) return;
  const find = document.querySelector('[aria-keyshortcuts="/"]');
  if (!(find instanceof HTMLElement)) return;
  e.preventDefault();
  find.focus();
});

/**
 * A reader who goes on before the pages have changed over cuts that short, which is no error to report. A browser may give a transition up
 * before the page is shown its promises, while it waits for the style: hence no `async`, and before that in the head.
 */
addEventListener('unhandledrejection', (e) => {
  if (e.reason instanceof DOMException && e.reason.message.startsWith('Transition was ')) e.preventDefault();
});
