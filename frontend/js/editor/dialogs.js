// Dialogues that ask what an edit needs. A refused edit is told in the dialogue, with all that was typed.
import { html } from '../elements.js';
import { say } from '../language.js';
import { elementsOf } from './markup.js';
import { makePicks } from './picks.js';

export class Dialogs {
  constructor(store, server) {
    this.store = store;
    this.server = server;
  }

  /** The dialogue of an edit, about what is given. */
  ask(action, given = {}) {
    return this.show(this.server.address('ask', given, action));
  }

  /** A change as a form; without a verb the list of forms. */
  form(verb, given = {}) {
    return this.show(this.server.address('form', verb ? { verb, ...given } : given));
  }

  async show(address) {
    let text;
    try {
      text = await this.server.text(address);
    } catch (fault) {
      this.server.tell(fault);
      return;
    }
    const before = document.activeElement;
    this.dialog = html('dialog', { class: 'tg-dialog tg-dialog-edit', 'aria-labelledby': 'tg-ask-title' });
    document.body.append(this.dialog);
    this.fill(text);
    this.dialog.addEventListener('close', (event) => {
      event.target.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
    });
    this.dialog.addEventListener('submit', (event) => this.submit(event));
    this.dialog.addEventListener('click', (event) => this.click(event));
    this.dialog.addEventListener('change', (event) => this.changed(event));
    this.dialog.showModal();
    this.focusFirst();
  }

  fill(text) {
    this.dialog.replaceChildren(...elementsOf(text));
    makePicks(this.dialog, this.store);
    // Suggestions and further rows of the forms are htmx's, which the script of every page carries.
    document.dispatchEvent(new CustomEvent('tg:process', { detail: this.dialog }));
  }

  focusFirst() {
    const first = this.dialog.querySelector('[aria-invalid="true"], input:not([type="hidden"]):not([type="checkbox"]), textarea, select, input[type="checkbox"], [type="submit"], button');
    first?.focus();
    if (first?.matches('input[type="text"]') && first.value) first.select();
  }

  click(event) {
    const button = event.target.closest('button');
    if (button?.matches('[data-form]')) {
      this.dialog.close();
      this.form(button.dataset.form);
    } else if (button?.matches('[data-reload-now]')) this.again(button.form, button.name, { forecast: 1 });
  }

  /** Some choices change what else is asked. */
  changed(event) {
    const form = event.target.closest('form[data-action]');
    if (form && event.target.matches('[data-reload]')) this.again(form, event.target.name);
  }

  /** Ask anew, with what was answered so far. */
  async again(form, name, more = {}) {
    const given = { ...valuesOf(form), ...more };
    if (given.more_units) given.units = [given.units ?? [], given.more_units].flat();
    try {
      this.fill(await this.server.text(this.server.address('ask', given, form.dataset.action)));
    } catch (fault) {
      this.tell(fault);
    }
    this.dialog.querySelector(`[name="${CSS.escape(name)}"]:not([type="hidden"])`)?.focus();
  }

  async submit(event) {
    const form = event.target;
    event.preventDefault();
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    try {
      if (form.dataset.action) await this.server.edit(form.dataset.action, valuesOf(form));
      else {
        const again = await this.server.send(form);
        if (again !== null) {
          this.fill(again);
          this.focusFirst();
          return;
        }
      }
      this.dialog.close();
    } catch (fault) {
      this.tell(fault);
      if (fault.code === 'edited_meanwhile') this.server.open();
    } finally {
      button.disabled = false;
    }
  }

  /** Why an edit was refused: what, where, why, and how to mend it. */
  tell(fault) {
    const place = this.dialog.querySelector('.tg-ask-fault');
    const rows = [
      [null, fault.what ?? String(fault)],
      [say('Ở đâu', 'Where'), fault.where],
      [say('Vì sao', 'Why'), fault.why],
      [say('Cách khắc phục', 'How to mend'), fault.mend],
    ].filter(([, text]) => text);
    place.replaceChildren(...rows.map(([name, text]) => html('p', {}, name ? html('strong', {}, `${name}: `) : null, text)));
    place.scrollIntoView({ block: 'nearest' });
  }
}

/** What a form says, several values of one name as a list. */
function valuesOf(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) found[name] = name in found ? [found[name], value].flat() : value;
  return found;
}
