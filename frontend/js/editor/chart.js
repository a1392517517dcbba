// The chart one edits on: draws the boxes in view, far away as one shape; chooses, folds, goes by keyboard.
import { html, svg } from '../elements.js';
import { number, say } from '../language.js';
import { drawBox } from '../charts/org/box.js';
import { layOut } from '../charts/org/layout.js';
import { makeMinimap } from '../charts/org/minimap.js';
import { fit, viewport } from '../charts/viewport.js';
import { farAway } from './far.js';
import { marquee } from './marquee.js';

const MARGIN = 200; // drawn beyond the edge, so that moving shows no holes
const READABLE = 0.8;
const FITS = 0.65; // all of a chart is shown at first if no smaller than this
const [SMALLEST, LARGEST] = [0.02, 2];
const FAR = 0.3; // smaller than this words cannot be read: boxes are drawn as one shape
const OPEN_AT_FIRST = 60;
const SHELVES = 7; // open branches under one body that stand side by side
const TIERS = ['province', 'district', 'commune', 'village'];
const TIER_WORDS = { province: say('Tỉnh', 'Province'), district: say('Huyện', 'District'), commune: say('Xã', 'Commune'), village: say('Thôn', 'Village') };
const FEW = 40; // boxes
const FLASH_MS = 1400;

export class Chart {
  constructor(stage, store, commands) {
    this.stage = stage;
    this.store = store;
    this.commands = commands;
    this.open = new Set();
    this.drawn = new Map(); // id → { node, stamp, element, link }
    this.lines = new Map();
    this.build();
    store.addEventListener('boxes', ({ detail }) => this.took(detail));
    store.addEventListener('chosen', () => this.showChosen());
    store.addEventListener('lifted', () => this.showChosen());
    new ResizeObserver(() => this.resize()).observe(stage);
  }

  build() {
    this.far = farAway();
    this.lineLayer = svg('g', { class: 'tg-org-lines', 'aria-hidden': 'true' });
    this.boxLayer = svg('g', { role: 'presentation' });
    this.ground = svg('g', { role: 'presentation' }, this.lineLayer, this.far.layer, this.boxLayer);
    this.frame = svg('svg', { class: 'tg-org tg-org-edited', role: 'tree', 'aria-multiselectable': 'true', 'aria-label': say('Sơ đồ bộ máy', 'Chart of the apparatus') }, this.ground);
    this.mini = makeMinimap((x, y) => this.centreOn(x, y));
    this.tools = html('div', { class: 'tg-chart-tools' });
    this.count = html('p', { class: 'tg-org-count', 'aria-live': 'polite' });
    this.bar = html('div', { class: 'tg-org-bar' }, this.tierButtons(), this.count);
    this.stage.append(this.bar, this.frame, this.tools, this.mini.frame);
    this.view = viewport(this.frame, this.tools, { onMove: (transform) => this.move(transform), home: () => this.whole(), extent: [SMALLEST, LARGEST] });
    this.transform = this.view.identity;
    this.pick = marquee(this);
    this.frame.addEventListener('click', (event) => this.click(event));
    this.frame.addEventListener('dblclick', (event) => this.twice(event));
    this.frame.addEventListener('contextmenu', (event) => this.menu(event));
    this.frame.addEventListener('keydown', (event) => this.key(event));
    this.frame.addEventListener('focusin', (event) => {
      const box = event.target.closest('[data-id]');
      if (box) this.setCurrent(Number(box.dataset.id));
    });
  }

  tierButtons() {
    const buttons = TIERS.map((tier) => {
      const button = html('button', { type: 'button', class: 'btn btn-sm', 'data-tier': tier }, TIER_WORDS[tier]);
      button.addEventListener('click', () => this.openTo(tier));
      return button;
    });
    this.tiers = html('div', { class: 'btn-group', role: 'group', 'aria-label': say('Mở đến cấp', 'Open to tier') }, buttons);
    return this.tiers;
  }

  // --- what the layout asks of a tree (see charts/org/layout.js) ---

  get roots() {
    return this.store.roots;
  }

  shownChildren(node) {
    return this.open.has(node.id) ? this.store.childrenOf(node.id) : [];
  }

  canOpen(node) {
    return this.store.childrenOf(node.id).length > 0;
  }

  // --- folding ---

  /** Level by level while the whole stays small enough to read, then towards what is changed. */
  openFirst() {
    let level = this.roots;
    let shown = level.length;
    while (level.length) {
      const next = level.flatMap((node) => this.store.childrenOf(node.id));
      if (!next.length || (shown > 1 && shown + next.length > OPEN_AT_FIRST)) break;
      level.forEach((node) => this.open.add(node.id));
      shown += next.length;
      level = next;
    }
    let more = 0;
    for (const node of this.store.nodes.values()) {
      if (!node.mark || more > OPEN_AT_FIRST) continue;
      for (const up of this.store.above(node.id)) {
        if (this.open.has(up.id)) continue;
        more += this.store.childrenOf(up.id).length;
        this.open.add(up.id);
      }
    }
  }

  /** Show everything down to a tier, nothing below it. */
  openTo(tier) {
    const last = TIERS.indexOf(tier);
    const within = (node) => TIERS.indexOf(node.tier) <= last;
    this.open = new Set([...this.store.nodes.values()].filter((node) => within(node) && this.store.childrenOf(node.id).some(within)).map((node) => node.id));
    this.arrange();
    this.view.show(this.start(), true);
    this.redraw();
  }

  fold(id) {
    if (this.open.has(id)) this.open.delete(id);
    else this.open.add(id);
    this.setCurrent(id);
    this.steadily(id, () => this.arrange());
  }

  // --- laying out and drawing ---

  took({ whole, ids, fit: isNewView = false }) {
    if (whole) {
      const there = new Set([...this.store.nodes.values()].map((node) => node.tier));
      for (const button of this.tiers.children) button.hidden = !there.has(button.dataset.tier);
    }
    if (isNewView || (whole && (!this.layout || !this.boxes.size))) {
      if (!isNewView || this.store.onlyDifferences) this.openFirst();
      this.arrange();
      this.view.show(this.start(), true);
      this.redraw();
      return;
    }
    // What a small edit changed is not left behind a folded box.
    if (!whole && ids.length <= FEW) ids.forEach((id) => this.store.above(id).forEach((node) => this.open.add(node.id)));
    const anchor = this.anchor(ids);
    this.steadily(anchor, () => this.arrange());
    if (!whole) this.flash(ids);
  }

  /** The box that stays in its place on the screen: the one in focus if it is in view, else one that changed. */
  anchor(ids) {
    const inView = (id) => this.boxes?.has(id) && this.drawn.has(id);
    return [this.store.current, ...ids.slice(0, 50)].find(inView) ?? this.roots[0]?.id;
  }

  /** Do something to the layout while one box stays where it is. */
  steadily(id, change) {
    const before = this.boxes?.get(id);
    const hadFocus = this.frame.contains(document.activeElement);
    change();
    const after = this.boxes.get(id);
    if (before && after) {
      const { k, x, y } = this.transform;
      this.view.show(this.view.identity.translate(x + (before.x - after.x) * k, y + (before.y - after.y) * k).scale(k), true);
    }
    this.redraw();
    if (hadFocus) this.drawn.get(this.store.current)?.link.focus({ preventScroll: true });
  }

  arrange() {
    this.layout = layOut(this, { shelves: SHELVES });
    this.farIsOld = true;
    this.boxes = new Map(this.layout.boxes.map((box) => [box.node.id, box]));
    this.lines.forEach((element) => element.remove());
    this.lines.clear();
    this.mini.draw(this.layout);
    const hidden = this.store.nodes.size - this.boxes.size;
    this.count.textContent = say(`${number(this.boxes.size)} ô đang hiện`, `${number(this.boxes.size)} boxes shown`) + (hidden ? say(`, ${number(hidden)} đang gập`, `, ${number(hidden)} folded`) : '');
  }

  move(transform) {
    this.transform = transform;
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => this.redraw());
    this.ground.setAttribute('transform', transform);
  }

  /** Draw what is in view now. */
  redraw() {
    cancelAnimationFrame(this.asked);
    this.asked = null;
    if (!this.layout) return;
    const { transform } = this;
    this.ground.setAttribute('transform', transform);
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    const [left, top] = transform.invert([0, 0]);
    const [right, bottom] = transform.invert([width, height]);
    this.mini.frameView(left, top, right, bottom);
    const isFar = transform.k < FAR;
    this.frame.classList.toggle('tg-org-far', isFar);
    if (isFar && this.farIsOld) {
      this.far.draw(this.layout, this.store);
      this.farIsOld = false;
    }
    const [x0, y0, x1, y1] = [left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN];
    for (const [id, box] of this.boxes) {
      const seen = !isFar && box.x < x1 && box.x + box.width > x0 && box.y < y1 && box.y + box.height > y0;
      if (seen || id === this.store.current) this.keep(id, box);
      else this.drop(id);
    }
    for (const id of this.drawn.keys()) if (!this.boxes.has(id)) this.drop(id);
    this.layout.lines.forEach((line, index) => {
      const seen = !isFar && line.x0 < x1 && line.x1 > x0 && line.y0 < y1 && line.y1 > y0;
      const there = this.lines.get(index);
      if (seen && !there) {
        const element = svg('path', { d: line.d });
        this.lines.set(index, element);
        this.lineLayer.append(element);
      } else if (!seen && there) {
        there.remove();
        this.lines.delete(index);
      }
    });
  }

  /** A box that is there and says the same is only put in its place. */
  keep(id, box) {
    const opens = this.canOpen(box.node);
    const stamp = `${opens && this.open.has(id)}/${box.level}/${this.store.childrenOf(id).length}`;
    const there = this.drawn.get(id);
    if (there && there.node === box.node && there.stamp === stamp) {
      if (there.x !== box.x || there.y !== box.y) {
        there.element.setAttribute('transform', `translate(${box.x} ${box.y})`);
        Object.assign(there, { x: box.x, y: box.y });
      }
      return;
    }
    const made = this.make(box, opens);
    if (there) there.element.replaceWith(made.group);
    else this.boxLayer.append(made.group);
    this.drawn.set(id, { node: box.node, stamp, element: made.group, link: made.link, x: box.x, y: box.y });
    this.showOne(id);
  }

  drop(id) {
    const there = this.drawn.get(id);
    if (!there) return;
    there.element.remove();
    this.drawn.delete(id);
  }

  make({ node, level, x, y }, opens) {
    const { link, group } = drawBox(node, { x, y }, { level, opens, isOpen: this.open.has(node.id), count: this.store.childrenOf(node.id).length, fold: (event) => {
      event.stopPropagation();
      this.fold(node.id);
    } });
    link.dataset.id = node.id;
    if (node.area) link.dataset.area = '';
    if (!node.area && node.mark !== 'ended') link.dataset.dragBody = '';
    return { link, group };
  }

  showChosen() {
    for (const id of this.drawn.keys()) this.showOne(id);
    this.farIsOld = true;
    if (this.transform.k < FAR) this.redraw();
  }

  showOne(id) {
    const { link } = this.drawn.get(id);
    link.setAttribute('aria-selected', String(this.store.chosen.has(id)));
    link.setAttribute('tabindex', id === this.store.current ? 0 : -1);
    link.classList.toggle('tg-box-lifted', this.commands.lifted.includes(id));
  }

  /** Show for a moment what an edit changed. */
  flash(ids) {
    for (const id of ids.slice(0, 60)) {
      const link = this.drawn.get(id)?.link;
      if (!link) continue;
      link.classList.add('tg-box-flash');
      setTimeout(() => link.classList.remove('tg-box-flash'), FLASH_MS);
    }
  }

  // --- the view ---

  whole() {
    return fit(this.layout.bounds, this.stage.clientWidth, this.stage.clientHeight, 1, 40);
  }

  /** Everything if it can be read so, else the top at a readable size. */
  start() {
    const all = this.whole();
    if (all.k >= FITS) return all;
    const root = this.boxes.get(this.roots[0]?.id);
    const middle = root ? root.x + root.width / 2 : 0;
    return this.view.identity.translate(this.stage.clientWidth / 2 - middle * READABLE, 56 - this.layout.bounds.y * READABLE).scale(READABLE);
  }

  resize() {
    if (!this.stage.clientWidth || !this.layout) return;
    if (this.hadSize) this.redraw();
    else this.view.show(this.start(), true);
    this.hadSize = true;
  }

  centreOn(x, y, scale = this.transform.k) {
    this.view.show(this.view.identity.translate(this.stage.clientWidth / 2 - x * scale, this.stage.clientHeight / 2 - y * scale).scale(scale), true);
  }

  /** Bring one box into view at a readable size, whatever was folded. */
  reveal(id) {
    if (!this.store.get(id) || !this.layout) return;
    const folded = this.store.above(id).filter((node) => !this.open.has(node.id));
    folded.forEach((node) => this.open.add(node.id));
    if (folded.length) this.arrange();
    const box = this.boxes.get(id);
    this.store.focus(id);
    if (box) this.centreOn(box.x + box.width / 2, box.y + box.height / 2, Math.max(this.transform.k, READABLE));
    this.redraw();
    this.showChosen();
    this.flash([id]);
  }

  /** The box at a place of the window, also where boxes are drawn as one shape. */
  at(clientX, clientY) {
    const frame = this.frame.getBoundingClientRect();
    if (clientX < frame.left || clientX > frame.right || clientY < frame.top || clientY > frame.bottom) return null;
    const [x, y] = this.transform.invert([clientX - frame.left, clientY - frame.top]);
    for (const [id, box] of this.boxes) if (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height) return id;
    return null;
  }

  // --- choosing, menu, keys ---

  click(event) {
    const id = this.at(event.clientX, event.clientY);
    if (id === null) {
      if (!event.shiftKey && !event.ctrlKey && !event.metaKey && !this.pick.justDone()) this.store.chooseNone();
      return;
    }
    this.store.choose(id, event.ctrlKey || event.metaKey || event.shiftKey);
    this.redraw();
    this.drawn.get(id)?.link.focus({ preventScroll: true });
    this.commands.follow?.(id);
  }

  twice(event) {
    const id = this.at(event.clientX, event.clientY);
    if (id !== null && this.canOpen(this.store.get(id))) this.fold(id);
  }

  menu(event) {
    const id = this.at(event.clientX, event.clientY) ?? (event.clientX ? null : this.store.current);
    if (id === null || !this.commands.mayEdit) return;
    event.preventDefault();
    if (!this.store.chosen.has(id)) this.store.choose(id);
    this.redraw();
    this.drawn.get(id)?.link.focus({ preventScroll: true });
    this.commands.openMenu({ x: event.clientX, y: event.clientY });
  }

  key(event) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const node = this.store.get(this.store.current);
    if (!plain || !node) return;
    const up = this.store.parentOf(node);
    const beside = up ? this.shownChildren(up) : this.roots;
    const at = beside.indexOf(node);
    const next = { ArrowUp: up, ArrowDown: this.shownChildren(node)[0], ArrowLeft: beside[at - 1], ArrowRight: beside[at + 1], Home: this.roots[0], End: beside.at(-1) }[event.key];
    if (next) this.goTo(next, event.shiftKey ? node : null);
    else if (event.key === ' ') this.store.choose(node.id, true);
    else if (event.key === 'Enter') {
      this.store.choose(node.id);
      this.commands.follow?.(node.id);
    } else if (event.key.toLowerCase() === 'f' && this.canOpen(node)) this.fold(node.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  goTo(node, choosing) {
    if (choosing) this.store.chooseMany([choosing.id, node.id], true);
    this.setCurrent(node.id);
    const box = this.boxes.get(node.id);
    const [left, top] = this.transform.apply([box.x, box.y]);
    const [right, bottom] = this.transform.apply([box.x + box.width, box.y + box.height]);
    if (left < 8 || top < 48 || right > this.stage.clientWidth - 8 || bottom > this.stage.clientHeight - 8) this.centreOn(box.x + box.width / 2, box.y + box.height / 2);
    this.redraw();
    this.drawn.get(node.id).link.focus({ preventScroll: true });
  }

  /** One box is the stop of the Tab key. */
  setCurrent(id) {
    const old = this.store.current;
    this.store.focus(id);
    for (const each of [old, id]) if (this.drawn.has(each)) this.showOne(each);
  }
}
