// Looking for objects to tick: Enter or the down arrow goes to the list found, and does not send the form.

document.addEventListener('keydown', (event) => {
  const list = document.getElementById(event.target.dataset?.picker ?? '');
  if (!list || event.isComposing || !['Enter', 'ArrowDown'].includes(event.key)) return;
  event.preventDefault();
  (list.querySelector('input:not(:checked)') ?? list.querySelector('input'))?.focus();
});
