// The apparatus as a tree of rows: expanded row by row, or the rows that a search or filter finds.
import { html } from '../elements.js';
import { number, say } from '../language.js';
import { markWord, isMark } from '../charts/marks.js';

const MOST_FOUND = 200;
const FILTERS = {
  changed: (node) => Boolean(node.mark),
  fresh: (node) => node.fresh > 0,
  headless: (node) => node.head === null && node.mark !== 'ended',
  over: (node) => node.quota !== null && node.quota !== undefined && node.used > node.quota,
};

export class Outline {
  constructor(place, store, commands) {
    this.store = store;
    this.commands = commands;
    this.tree = place;
    this.tree.setAttribute('role', 'tree');
    this.tree.setAttribute('aria-multiselectable', 'true');
    this.tree.setAttribute('aria-label', say('Cây bộ máy', 'Tree of the apparatus'));
    this.open = new Set();
    this.rows = new Map(); // id → { node, element }
    this.search = document.getElementById('tg-find');
    this.filter = document.getElementById('tg-filter');
    this.count = document.getElementById('tg-found');
    this.search.addEventListener('input', () => this.draw());
    this.filter.addEventListener('change', () => this.draw());
    this.search.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.tree.querySelector('[role="treeitem"]')?.focus();
    });
    store.addEventListener('boxes', ({ detail }) => {
      if (detail.whole && this.open.size === 0) store.roots.forEach((node) => this.open.add(node.id));
      this.draw();
    });
    store.addEventListener('chosen', () => this.showChosen());
    this.tree.addEventListener('click', (event) => this.click(event));
    this.tree.addEventListener('keydown', (event) => this.key(event));
    this.tree.addEventListener('contextmenu', (event) => this.menu(event));
    this.tree.addEventListener('focusin', (event) => {
      const row = event.target.closest('[data-id]');
      if (row) this.setCurrent(Number(row.dataset.id));
    });
  }

  get isFinding() {
    return Boolean(this.search.value.trim() || this.filter.value);
  }

  /** The rows on show, each with its depth. */
  listed() {
    if (this.isFinding) {
      const { found, count } = this.store.find(this.search.value, MOST_FOUND, FILTERS[this.filter.value]);
      this.count.textContent = count > found.length ? say(`${number(found.length)} trong ${number(count)} kết quả`, `${number(found.length)} of ${number(count)} found`) : say(`${number(count)} kết quả`, `${number(count)} found`);
      return found.map((node) => ({ node, level: 1, place: this.store.place(node) }));
    }
    this.count.textContent = '';
    const listed = [];
    const walk = (nodes, level) => {
      for (const node of nodes) {
        listed.push({ node, level });
        if (this.open.has(node.id)) walk(this.store.childrenOf(node.id), level + 1);
      }
    };
    walk(this.store.roots, 1);
    return listed;
  }

  draw() {
    const hadFocus = this.tree.contains(document.activeElement);
    const listed = this.listed();
    const kept = new Map();
    for (const each of listed) {
      const isOpen = this.open.has(each.node.id);
      const below = this.isFinding ? 0 : this.store.childrenOf(each.node.id).length;
      const stamp = `${each.level}/${each.place ?? ''}/${below > 0 ? isOpen : '-'}`;
      const old = this.rows.get(each.node.id);
      const element = old && old.node === each.node && old.stamp === stamp ? old.element : this.row(each, below > 0, isOpen);
      kept.set(each.node.id, { node: each.node, stamp, element });
    }
    this.rows = kept;
    this.tree.replaceChildren(...[...kept.values()].map((row) => row.element));
    this.current = kept.has(this.current) ? this.current : listed[0]?.node.id;
    this.showChosen();
    if (hadFocus) this.rows.get(this.current)?.element.focus({ preventScroll: true });
  }

  row({ node, level, place }, opens, isOpen) {
    const mark = isMark(node.mark) ? html('span', { class: `tg-mark tg-mark-${node.mark}` }, markWord(node.mark)) : null;
    const fresh = node.fresh ? html('span', { class: 'tg-badge tg-badge-finding', title: say('phát hiện mới', 'new findings') }, number(node.fresh), html('span', { class: 'visually-hidden' }, say(' phát hiện mới', ' new findings'))) : null;
    const toggle = html('span', { class: 'tg-outline-toggle', 'aria-hidden': 'true' });
    const posts = node.allowed === undefined ? null : html('span', { class: 'tg-tabular tg-outline-posts', title: say('đang giữ/vị trí', 'taken/seats') }, `${number(node.used)}/${number(node.allowed)}`);
    const element = html(
      'div',
      {
        role: 'treeitem',
        class: 'tg-outline-row',
        'data-id': node.id,
        'data-mark': node.mark,
        'data-area': node.area,
        'data-drag-body': !node.area && node.mark !== 'ended',
        tabindex: -1,
        'aria-level': level,
        'aria-expanded': opens ? String(isOpen) : null,
        'aria-selected': 'false',
      },
      toggle,
      html('span', { class: 'tg-outline-words' }, html('span', { class: 'tg-outline-name' }, node.name), mark, fresh, place ? html('small', {}, place) : null),
      posts,
    );
    element.style.setProperty('--tg-level', level - 1);
    return element;
  }

  showChosen() {
    for (const [id, { element }] of this.rows) {
      element.setAttribute('aria-selected', String(this.store.chosen.has(id)));
      element.tabIndex = id === this.current ? 0 : -1;
    }
  }

  setCurrent(id) {
    const old = this.rows.get(this.current);
    if (old) old.element.tabIndex = -1;
    this.current = id;
    this.store.focus(id);
    const row = this.rows.get(id);
    if (row) row.element.tabIndex = 0;
  }

  click(event) {
    const row = event.target.closest('[data-id]');
    if (!row) return;
    const id = Number(row.dataset.id);
    if (event.target.closest('.tg-outline-toggle') && row.hasAttribute('aria-expanded')) return this.flip(id);
    row.focus({ preventScroll: true });
    if (event.shiftKey) this.store.chooseMany(this.between(this.store.current, id));
    else this.store.choose(id, event.ctrlKey || event.metaKey);
    this.commands.follow?.(id);
  }

  /** The rows from one to another, as Shift chooses them. */
  between(from, to) {
    const ids = [...this.rows.keys()];
    const [start, end] = [ids.indexOf(from), ids.indexOf(to)].sort((one, other) => one - other);
    return start < 0 ? [to] : ids.slice(start, end + 1);
  }

  flip(id) {
    if (this.open.has(id)) this.open.delete(id);
    else this.open.add(id);
    this.draw();
  }

  menu(event) {
    const row = event.target.closest('[data-id]');
    if (!row || !this.commands.mayEdit) return;
    event.preventDefault();
    const id = Number(row.dataset.id);
    if (!this.store.chosen.has(id)) this.store.choose(id);
    row.focus({ preventScroll: true });
    this.commands.openMenu(event.clientX ? { x: event.clientX, y: event.clientY } : row);
  }

  key(event) {
    const row = event.target.closest('[data-id]');
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = Number(row.dataset.id);
    const ids = [...this.rows.keys()];
    const at = ids.indexOf(id);
    const isOpen = row.getAttribute('aria-expanded');
    const move = {
      ArrowDown: ids[at + 1],
      ArrowUp: ids[at - 1],
      Home: ids[0],
      End: ids.at(-1),
      ArrowRight: isOpen === 'true' ? ids[at + 1] : undefined,
      ArrowLeft: isOpen === 'true' ? undefined : this.isFinding ? undefined : this.store.get(id)?.above,
    }[event.key];
    if ((event.key === 'ArrowRight' && isOpen === 'false') || (event.key === 'ArrowLeft' && isOpen === 'true')) this.flip(id);
    else if (move !== undefined && this.rows.has(move)) {
      if (event.shiftKey) this.store.chooseMany([id, move], true);
      this.rows.get(move).element.focus();
    } else if (event.key === ' ') this.store.choose(id, true);
    else if (event.key === 'Enter') {
      this.store.choose(id);
      this.commands.follow?.(id);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Bring one box into view, whatever was folded or filtered. */
  reveal(id) {
    if (!this.store.get(id)) return;
    if (this.isFinding) {
      this.search.value = '';
      this.filter.value = '';
    }
    this.store.above(id).forEach((node) => this.open.add(node.id));
    this.draw();
    this.setCurrent(id);
    this.rows.get(id)?.element.scrollIntoView({ block: 'nearest' });
  }
}
