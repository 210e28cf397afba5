// @ts-check
/** Buttons that copy a link or a snippet, and say so. They are hidden where nothing can be copied. */
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.getAttribute('data-copy') ?? '');
  if (!(button instanceof HTMLButtonElement) || !source || !navigator.clipboard) continue;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(source.textContent ?? '');
    button.textContent = button.dataset.done ?? label;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
