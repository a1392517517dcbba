// Forms that send themselves when a field changes: the date bar, filters.

const WAIT_MS = 700; // a date typed by hand changes with every digit
const waiting = new WeakMap();

const isFinished = (field) => field.type !== 'date' || field.value === '' || Number(field.value.slice(0, 4)) >= 1900;

document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-submit-on-change]');
  if (!form || !event.target.name || event.target.closest('[data-no-submit]')) return;
  clearTimeout(waiting.get(form));
  if (!isFinished(event.target)) return;
  const typed = event.target.type === 'date' && document.activeElement === event.target;
  waiting.set(
    form,
    setTimeout(() => form.reportValidity() && form.requestSubmit(), typed ? WAIT_MS : 0),
  );
});
