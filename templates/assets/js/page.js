// @ts-check
/** What is on every page, and there before it is shown. */

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
 * A reader who goes on before the pages have changed over cuts that short, which is no error to report. Who listens only after the page has
 * been revealed hears of it too late, hence `blocking="render"`.
 */
for (const name of ['pageswap', 'pagereveal']) {
  addEventListener(name, (e) => {
    // @ts-ignore a PageSwapEvent or PageRevealEvent, where there are view transitions
    const { ready, finished } = e.viewTransition ?? {};
    for (const promise of [ready, finished]) promise?.catch(() => {});
  });
}
