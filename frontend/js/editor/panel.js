// The panel on the right, the toolbar and the bar above: what an answer says is put there, clicks lead to edits.
import { day as localDay, number, say } from '../language.js';
import { elementsOf } from './markup.js';
import { openMenu } from './menu.js';

const [PHONE, ROOMY] = [768, 1200]; // widths between which the chart has the room of the tree at first

export class Panel {
  constructor(root, store, server, commands) {
    Object.assign(this, { root, store, server, commands });
    this.place = document.getElementById('tg-panel');
    this.bar = document.getElementById('tg-editor-moment');
    store.addEventListener('parts', ({ detail }) => this.take(detail));
    store.addEventListener('chosen', () => this.chose());
    root.addEventListener('click', (event) => this.click(event));
    root.addEventListener('change', (event) => this.ticked(event));
    root.addEventListener('keydown', (event) => this.tabKey(event));
    this.bar.addEventListener('submit', (event) => event.preventDefault());
    this.bar.addEventListener('change', (event) => this.look(event.target));
    this.bar.addEventListener('click', (event) => {
      const side = event.target.closest('[data-side]')?.dataset.side;
      if (side && side !== store.side) this.turn(side);
    });
    if (innerWidth >= PHONE && innerWidth < ROOMY) this.showPane(root.querySelector('[data-pane="tree"]'));
    commands.follow = () => this.store.tab !== 'body' || this.open('body');
  }

  ready() {
    this.chose();
  }

  // --- taking answers ---

  take(answer) {
    document.getElementById('tg-now').replaceChildren(...elementsOf(answer.now));
    this.fill(answer.panel);
    document.getElementById('tg-count-fresh').textContent = number(answer.fresh);
    document.getElementById('tg-count-steps').textContent = number(answer.steps);
    for (const name of ['undo', 'redo']) {
      const button = document.getElementById(`tg-${name}`);
      if (button) button.disabled = !answer[name];
    }
    this.showPhases(answer);
  }

  /** New content, with the focus and the place scrolled to kept as far as they are still there. */
  fill(markup) {
    const focused = this.place.contains(document.activeElement) ? wayTo(document.activeElement) : null;
    const top = this.place.scrollTop;
    const ticked = new Set([...this.place.querySelectorAll('input:checked')].map((box) => box.value));
    this.place.replaceChildren(...elementsOf(markup));
    this.place.scrollTop = top;
    this.place.querySelectorAll('input[type="checkbox"]').forEach((box) => (box.checked = ticked.has(box.value)));
    this.showTicked();
    if (focused !== null) (focused ? this.place.querySelector(focused) : null)?.focus({ preventScroll: true }) ?? this.place.focus({ preventScroll: true });
  }

  showPhases({ phases, phase, day, law }) {
    const select = this.bar.elements.phase;
    const wanted = phases.map(({ id, name, on }) => `${id}/${name}/${on}`).join();
    if (select.dataset.has !== wanted) {
      select.replaceChildren(...phases.map(({ id, name, on }) => new Option(`${name} (${localDay(on)})`, id)));
      phases.forEach(({ on }, index) => (select.options[index].dataset.on = on));
      select.dataset.has = wanted;
    }
    select.value = phase;
    this.bar.elements.on.value = day;
    this.bar.elements.law_on.value = law;
  }

  // --- the moment and the side shown ---

  look(field) {
    const { store } = this;
    if (field.name === 'law_on') {
      this.commands.run('set_law', { law_on: field.value });
      return;
    }
    if (field.name === 'phase') Object.assign(store, { phase: Number(field.value), day: '' });
    else if (!field.value) return;
    else store.day = field.value;
    this.again();
  }

  turn(side) {
    this.store.side = side;
    this.bar.querySelectorAll('[data-side]').forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.side === side)));
    this.again();
  }

  again() {
    this.root.setAttribute('aria-busy', 'true');
    this.server.open().finally(() => this.root.removeAttribute('aria-busy'));
  }

  // --- tabs ---

  async open(tab, more = {}) {
    this.store.tab = tab;
    this.root.querySelectorAll('[data-tab]').forEach((button) => {
      const here = button.dataset.tab === tab;
      button.setAttribute('aria-selected', String(here));
      button.tabIndex = here ? 0 : -1;
    });
    this.place.setAttribute('aria-labelledby', `tg-tab-${tab}`);
    const turn = (this.turnOf = {});
    try {
      const markup = await this.server.text(this.server.address('panel', more, tab));
      if (this.turnOf === turn) this.fill(markup);
    } catch (fault) {
      this.server.tell(fault);
    }
  }

  tabKey(event) {
    const tab = event.target.closest('[role="tab"]');
    if (!tab || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const tabs = [...this.root.querySelectorAll('[role="tab"]')];
    const next = tabs.at((tabs.indexOf(tab) + (event.key === 'ArrowRight' ? 1 : -1)) % tabs.length);
    event.preventDefault();
    next.focus();
    this.open(next.dataset.tab);
  }

  /** The number of boxes chosen beside the menu that is about them. */
  chose() {
    const place = document.getElementById('tg-chosen');
    const { size } = this.store.chosen;
    if (place) place.textContent = size > 1 ? number(size) : '';
  }

  // --- clicks ---

  click(event) {
    const button = event.target.closest('button');
    if (!button || button.closest('dialog, .tg-menu')) return;
    const { dataset } = button;
    const { commands } = this;
    if (button.id === 'tg-undo') commands.undo();
    else if (button.id === 'tg-redo') commands.redo();
    else if (button.id === 'tg-only-differences') this.differences(button);
    else if (dataset.tab) this.open(dataset.tab);
    else if (dataset.pane) this.showPane(button);
    else if (dataset.goto) this.goTo(Number(dataset.goto));
    else if (dataset.panelStatus) this.open('findings', { status: dataset.panelStatus });
    else if (dataset.remedy) commands.run('remedy', { issue: button.closest('[data-issue]').dataset.issue, number: Number(dataset.remedy) });
    else if (dataset.menu === 'selection') commands.openMenu(button);
    else if (dataset.menu === 'step') openMenu(this.stepMenu(button.closest('.tg-step')), button);
    else if (dataset.menu === 'phase') openMenu(this.phaseMenu(button.closest('.tg-phase'), button.getAttribute('aria-label')), button);
    else if (dataset.ask) commands.ask(dataset.ask, dataset.ask === 'template' ? { units: this.areas() } : {});
    else if (dataset.steps === 'remove_steps') commands.run('remove_steps', { steps: this.steps() });
    else if (dataset.steps) commands.ask(dataset.steps, { steps: this.steps() });
    else if (dataset.posts) commands.ask(dataset.posts, { ids: this.body(), posts: this.posts() });
    else if (dataset.quotaAsk) commands.ask('move_quota', { quota: dataset.quotaAsk });
    else if (dataset.form !== undefined) commands.form(dataset.form, dataset.with ? { [dataset.with]: `#${this.body()}` } : {});
  }

  body() {
    return this.place.querySelector('[data-body]')?.dataset.body ?? '';
  }

  steps() {
    return [...this.place.querySelectorAll('.tg-step input:checked')].map((box) => Number(box.value));
  }

  posts() {
    return [...this.place.querySelectorAll('.tg-post input:checked')].map((box) => Number(box.value));
  }

  areas() {
    const chosen = this.store.subjects;
    const areas = chosen.filter((node) => node.area).map((node) => node.id);
    return areas.length ? areas : this.commands.unitsOf(chosen.filter((node) => !node.area));
  }

  ticked(event) {
    if (event.target.matches('.tg-step input')) this.showTicked();
  }

  showTicked() {
    const chosen = this.place.querySelector('.tg-steps-chosen');
    if (chosen) chosen.hidden = this.steps().length === 0;
  }

  stepMenu(row) {
    const steps = [Number(row.dataset.step)];
    const { commands } = this;
    return [
      { label: say('Sửa…', 'Edit…'), run: () => commands.form('', { step: steps[0] }) },
      { label: say('Ghi chú…', 'Note…'), run: () => commands.ask('note_step', { steps }) },
      { label: say('Đưa lên trước', 'Earlier'), run: () => commands.run('shift_step', { steps }), disabled: !row.previousElementSibling },
      { label: say('Đưa xuống sau', 'Later'), run: () => commands.run('shift_step', { steps, later: 1 }), disabled: !row.nextElementSibling },
      { label: say('Chuyển giai đoạn…', 'To another phase…'), run: () => commands.ask('place_steps', { steps }) },
      null,
      { label: say('Bỏ thay đổi này', 'Take it out'), run: () => commands.run('remove_steps', { steps }) },
    ];
  }

  phaseMenu(section, title) {
    const into = Number(section.dataset.phase);
    const { commands } = this;
    return [
      { title },
      { label: say('Đổi tên, đổi ngày…', 'Rename, change the day…'), run: () => commands.ask('alter_phase', { into }) },
      { label: say('Bỏ giai đoạn', 'Take the phase out'), run: () => commands.run('remove_phase', { into }), disabled: this.place.querySelectorAll('.tg-phase').length < 2 || section.querySelector('.tg-step') !== null },
    ];
  }

  differences(button) {
    this.store.onlyDifferences = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(this.store.onlyDifferences));
    this.store.tell('boxes', { whole: false, ids: [], fit: true });
  }

  /** On wide windows a part is shown or hidden; on a phone one of them is shown. */
  showPane(button) {
    const hidden = this.root.classList.toggle(`tg-hide-${button.dataset.pane}`);
    button.setAttribute('aria-pressed', String(!hidden));
  }

  goTo(id) {
    if (!this.store.get(id)) return;
    this.store.choose(id);
    this.commands.reveal(id);
    this.open('body');
  }
}

/** A selector that finds a control of the panel again after it was drawn anew; empty for none. */
function wayTo(element) {
  const step = element.closest('[data-step]')?.dataset.step;
  if (step) return `.tg-step[data-step="${step}"] ${element.matches('input') ? 'input' : 'button'}`;
  for (const name of ['goto', 'remedy', 'ask', 'posts', 'menu']) if (element.dataset[name] !== undefined) return `[data-${name}="${element.dataset[name]}"]`;
  return '';
}
