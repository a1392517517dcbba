// [data-confirm="question"] on a button, link or form: asks in a dialogue before anything is done.
import { html } from '../elements.js';
import { say } from '../language.js';

const agreed = new WeakSet();

function ask(question, consent) {
  const dialog = html(
    'dialog',
    { class: 'tg-dialog', 'aria-labelledby': 'tg-confirm-question' },
    html(
      'form',
      { method: 'dialog' },
      html('p', { id: 'tg-confirm-question' }, question),
      html(
        'div',
        { class: 'tg-actions' },
        html('button', { class: 'btn', value: 'no', autofocus: true }, say('Thôi', 'Cancel')),
        html('button', { class: 'btn btn-primary', value: 'yes' }, consent || say('Tiếp tục', 'Continue')),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

async function guard(event, element, repeat) {
  if (agreed.delete(element)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(element.dataset.confirm, element.dataset.confirmOk))) return;
  agreed.add(element);
  repeat();
}

document.addEventListener(
  'click',
  (event) => {
    const element = event.target.closest('[data-confirm]:not(form)');
    if (element) guard(event, element, () => element.click());
  },
  { capture: true },
);

document.addEventListener(
  'submit',
  (event) => {
    const form = event.target.closest('form[data-confirm]');
    if (form) guard(event, form, () => form.requestSubmit(event.submitter));
  },
  { capture: true },
);
