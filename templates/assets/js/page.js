// @ts-check
/** What is on every page. */

/** `/` goes to the search field, unless something is being written. */
const find = document.querySelector('[aria-keyshortcuts="/"]');
addEventListener('keydown', (e) => {
  if (e.key !== '/' || e.ctrlKey || e.altKey || e.metaKey || !(find instanceof HTMLElement)) return;
  if (e.target instanceof Element && e.target.closest('input, textarea, select, [contenteditable]')) return;
  e.preventDefault();
  find.focus();
});

/** A reader who goes on before the pages have changed over cuts that short, which is no error to report. */
for (const name of ['pageswap', 'pagereveal']) {
  addEventListener(name, (e) => {
    // @ts-ignore a PageSwapEvent or PageRevealEvent, where there are view transitions
    const { ready, finished } = e.viewTransition ?? {};
    for (const promise of [ready, finished]) promise?.catch(() => {});
  });
}
