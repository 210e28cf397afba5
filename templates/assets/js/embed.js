// @ts-check
/** Tells the page around this frame how tall the claim is, now and whenever that changes. */
if (parent !== window) {
  new ResizeObserver(() => parent.postMessage({ claimHeight: document.documentElement.getBoundingClientRect().height }, '*')).observe(document.documentElement);
}
