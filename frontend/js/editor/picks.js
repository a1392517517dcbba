// Choosing a body or area of the scenario by typing part of its name: an ARIA combobox over the store.
import { html } from '../elements.js';
import { say } from '../language.js';

const MOST = 12;

export function makePicks(root, store) {
  for (const place of root.querySelectorAll('[data-pick]')) new Pick(place, store);
}

class Pick {
  constructor(place, store) {
    this.store = store;
    this.kinds = place.dataset.pick.split(',');
    [this.input, this.value] = place.querySelectorAll('input');
    this.list = place.querySelector('[role="listbox"]');
    const node = store.get(Number(this.value.value));
    if (node) this.input.value = node.name;
    this.input.addEventListener('input', () => this.look());
    this.input.addEventListener('focus', () => !this.value.value && this.input.value && this.look());
    this.input.addEventListener('blur', () => this.close());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const option = event.target.closest('[role="option"]');
      if (option) this.take(option);
    });
  }

  fits(node) {
    return this.kinds.includes(node.area ? 'area' : 'organization') && node.mark !== 'ended';
  }

  look() {
    this.value.value = '';
    const { found } = this.store.find(this.input.value, MOST, (node) => this.fits(node));
    this.list.replaceChildren(
      ...found.map((node, index) =>
        html('li', { role: 'option', id: `${this.list.id}-${index}`, 'data-id': node.id, 'aria-selected': 'false' }, html('span', {}, node.name), html('small', {}, this.store.place(node))),
      ),
    );
    if (!found.length) this.list.append(html('li', { class: 'tg-pick-none' }, say('Không có gì khớp.', 'Nothing fits.')));
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
  }

  key(event) {
    const options = [...this.list.querySelectorAll('[role="option"]')];
    const at = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (this.list.hidden) this.look();
      else this.mark(options, at + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && !this.list.hidden && options.length) this.take(options[Math.max(at, 0)]);
    else if (event.key === 'Escape' && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  mark(options, index) {
    const option = options.at(index % options.length);
    options.forEach((each) => each.setAttribute('aria-selected', String(each === option)));
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.input.setAttribute('aria-activedescendant', option.id);
  }

  take(option) {
    const node = this.store.get(Number(option.dataset.id));
    this.input.value = node.name;
    this.value.value = node.id;
    if (this.value.dataset.reload !== undefined) this.value.dispatchEvent(new Event('change', { bubbles: true }));
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}
