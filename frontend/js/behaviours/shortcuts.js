// One-key commands: "/" search, "?" the list of keys, "[" and "]" the previous and next decision.
import { isTyping } from '../elements.js';

const COMMANDS = {
  '/': () => document.getElementById('tg-search'),
  '?': () => document.getElementById('tg-shortcuts'),
  '[': () => document.querySelector('a[data-step="previous"]'),
  ']': () => document.querySelector('a[data-step="next"]'),
};

function carryOut(found) {
  if (found instanceof HTMLDialogElement) found.open ? found.close() : found.showModal();
  else if (found instanceof HTMLAnchorElement) found.click();
  else {
    found.focus();
    found.select?.();
  }
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const found = COMMANDS[event.key]?.();
  if (!found) return;
  const modal = document.querySelector('dialog[open]');
  if (modal && modal !== found) return;
  event.preventDefault();
  carryOut(found);
});

// <button data-open="ID of a dialog">, and any [data-close] inside a dialog.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const closer = event.target.closest('[data-close]');
  if (closer) closer.closest('dialog')?.close();
});
