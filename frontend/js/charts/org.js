// The organisation chart: draws what is in view, folds by box and by tier, goes by keyboard, prints whole.
import { html, svg } from '../elements.js';
import { number, say } from '../language.js';
import { isMark, markLegend } from './marks.js';
import { drawBox } from './org/box.js';
import { layOut } from './org/layout.js';
import { makeMinimap } from './org/minimap.js';
import { Tree } from './org/tree.js';
import { fit, viewport } from './viewport.js';

const [MOST_HEIGHT, LEAST_HEIGHT, MOVED_HEIGHT] = [680, 200, 460]; // the last: at least, where not all is in view
const READABLE = 0.85; // words smaller than this are not shown at first; the chart is moved instead
const SMALLEST = 0.12;
const MARGIN = 300; // drawn beyond the edge, so that moving shows no holes
const KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', ' '];

class Chart {
  constructor(body, data, figure) {
    this.tree = new Tree(data.nodes);
    this.tree.openFirst();
    this.figure = figure;
    this.drawnBoxes = new Map();
    this.links = new Map(); // the focusable part of each drawn box
    this.drawnLines = new Map();
    this.current = this.tree.roots[0]?.id;
    this.build(body);
    this.arrange();
    this.start();
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.stage);
  }

  build(body) {
    this.lineLayer = svg('g', { class: 'tg-org-lines', 'aria-hidden': 'true' });
    this.boxLayer = svg('g', { role: 'presentation' });
    this.ground = svg('g', { role: 'presentation' }, this.lineLayer, this.boxLayer);
    this.frame = svg('svg', { class: 'tg-org', role: 'tree', 'aria-label': this.figure.getAttribute('aria-label') ?? say('Sơ đồ tổ chức', 'Organisation chart') }, this.ground);
    this.mini = makeMinimap((x, y) => this.centreOn(x, y));
    const tools = html('div', { class: 'tg-chart-tools' });
    this.stage = html('div', { class: 'tg-stage tg-org-stage' }, this.frame, tools, this.mini.frame);
    this.count = html('p', { class: 'tg-org-count', 'aria-live': 'polite' });
    const marks = [...this.tree.nodes.values()].map((node) => node.mark).filter(isMark);
    const legend = marks.length ? html('ul', { class: 'tg-chips' }, markLegend(html, marks)) : null;
    body.append(html('div', { class: 'tg-org-bar' }, this.tierButtons(), this.count, legend), this.stage);
    this.figure.setAttribute('role', 'group');
    this.width = this.stage.clientWidth;
    this.height = LEAST_HEIGHT;
    this.view = viewport(this.frame, tools, { onMove: (transform) => this.move(transform), home: () => this.whole(), extent: [SMALLEST, 2.5] });
    this.frame.addEventListener('keydown', (event) => this.key(event));
    this.frame.addEventListener('focusin', (event) => this.focused(event));
    this.toPaper = () => this.print();
    this.fromPaper = () => this.resize(true);
    addEventListener('beforeprint', this.toPaper);
    addEventListener('afterprint', this.fromPaper);
  }

  tierButtons() {
    const { tiers } = this.tree;
    if (tiers.length < 2) return null;
    const buttons = tiers.map(({ tier, word }) => {
      const button = html('button', { type: 'button', class: 'btn btn-sm' }, word);
      button.addEventListener('click', () => {
        this.tree.openTo(tier);
        this.current = this.tree.roots[0].id;
        this.arrange();
        this.start();
      });
      return button;
    });
    return html('div', { class: 'btn-group', role: 'group', 'aria-label': say('Mở đến cấp', 'Open to tier') }, buttons);
  }

  /** Lay out anew after anything opened or closed. */
  arrange() {
    this.layout = layOut(this.tree);
    this.boxes = new Map(this.layout.boxes.map((box) => [box.node.id, box]));
    this.drawnBoxes.forEach((element) => element.remove());
    this.links.clear();
    this.drawnBoxes.clear();
    this.drawnLines.forEach((element) => element.remove());
    this.drawnLines.clear();
    if (!this.boxes.has(this.current)) this.current = this.layout.boxes[0]?.node.id;
    this.mini.draw(this.layout);
    const hidden = this.tree.nodes.size - this.boxes.size;
    this.count.textContent =
      say(`${number(this.boxes.size)} tổ chức đang hiện`, `${number(this.boxes.size)} bodies shown`) + (hidden ? say(`, ${number(hidden)} đang gập`, `, ${number(hidden)} folded`) : '');
    this.setSize();
  }

  setSize() {
    const { bounds } = this.layout;
    const scale = Math.min(1, Math.max((this.width - 32) / bounds.width, READABLE));
    const least = bounds.width * scale > this.width ? MOVED_HEIGHT : LEAST_HEIGHT;
    this.height = Math.min(Math.max(bounds.height * scale + 40, least), MOST_HEIGHT);
    this.frame.setAttribute('viewBox', `0 0 ${this.width} ${this.height}`);
    this.frame.style.height = `${this.height}px`;
  }

  /** Everything, unless that is too much to see as boxes; then the top of the chart. */
  whole() {
    const all = fit(this.layout.bounds, this.width, this.height);
    return all.k >= SMALLEST ? all : this.top(SMALLEST);
  }

  top(scale) {
    const root = this.boxes.get(this.tree.roots[0]?.id);
    const middle = root ? root.x + root.width / 2 : 0;
    return this.view.identity.translate(this.width / 2 - middle * scale, 16 - this.layout.bounds.y * scale).scale(scale);
  }

  /** At first: everything if it can be read so, else the top of the chart at a readable size. */
  start() {
    const all = this.whole();
    if (all.k >= READABLE) return this.view.show(all, true);
    return this.view.show(this.top(READABLE), true);
  }

  resize(force = false) {
    if (!this.stage.clientWidth || (!force && this.stage.clientWidth === this.width)) return;
    this.width = this.stage.clientWidth;
    this.setSize();
    this.start();
  }

  move(transform) {
    this.transform = transform;
    this.ground.setAttribute('transform', transform);
    const [left, top] = transform.invert([0, 0]);
    const [right, bottom] = transform.invert([this.width, this.height]);
    this.mini.frameView(left, top, right, bottom);
    this.drawWithin(left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN);
  }

  drawWithin(left, top, right, bottom) {
    for (const [id, box] of this.boxes) {
      const seen = box.x < right && box.x + box.width > left && box.y < bottom && box.y + box.height > top;
      this.keep(this.drawnBoxes, this.boxLayer, id, seen || id === this.current, () => this.box(box));
    }
    this.layout.lines.forEach((line, index) => {
      const seen = line.x0 < right && line.x1 > left && line.y0 < bottom && line.y1 > top;
      this.keep(this.drawnLines, this.lineLayer, index, seen, () => svg('path', { d: line.d }));
    });
  }

  keep(drawn, layer, key, wanted, make) {
    const there = drawn.get(key);
    if (wanted && !there) {
      const element = make();
      drawn.set(key, element);
      layer.append(element);
    } else if (!wanted && there && !there.contains(document.activeElement)) {
      there.remove();
      drawn.delete(key);
    }
  }

  box({ node, level, x, y }) {
    const { link, group } = drawBox(node, { x, y }, {
      level,
      opens: this.tree.canOpen(node),
      isOpen: this.tree.open.has(node.id),
      count: this.tree.countUnder(node),
      fold: () => this.fold(node),
    });
    this.links.set(node.id, link);
    if (node.id === this.current) link.setAttribute('tabindex', 0);
    return group;
  }

  /** Fold or unfold a box; it stays where it is on screen, whatever moves around it. */
  async fold(node) {
    const before = this.boxes.get(node.id);
    const hadFocus = this.frame.contains(document.activeElement);
    if (this.tree.open.has(node.id)) this.tree.open.delete(node.id);
    else {
      await this.load(node);
      this.tree.open.add(node.id);
    }
    this.current = node.id;
    this.arrange();
    const after = this.boxes.get(node.id);
    const { k, x, y } = this.transform;
    this.view.show(this.view.identity.translate(x + (before.x - after.x) * k, y + (before.y - after.y) * k).scale(k), true);
    if (hadFocus) this.links.get(node.id)?.focus({ preventScroll: true });
  }

  async load(node) {
    if (this.tree.childrenOf(node.id).length > 0 || !node.children_src) return;
    this.frame.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(node.children_src, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      if (answer.ok) this.tree.add((await answer.json()).nodes);
    } finally {
      this.frame.removeAttribute('aria-busy');
    }
  }

  focused(event) {
    const element = event.target.closest('.tg-box');
    if (!element) return;
    const found = [...this.links].find(([, link]) => link === element);
    if (found) this.setCurrent(found[0]);
  }

  key(event) {
    if (!KEYS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const node = this.tree.nodes.get(this.current);
    if (event.key === ' ') {
      if (this.tree.canOpen(node)) this.fold(node);
      return;
    }
    const beside = this.tree.parentOf(node) ? this.tree.shownChildren(this.tree.parentOf(node)) : this.tree.roots;
    const at = beside.indexOf(node);
    const next = {
      ArrowUp: this.tree.parentOf(node),
      ArrowDown: this.tree.shownChildren(node)[0],
      ArrowLeft: beside[at - 1],
      ArrowRight: beside[at + 1],
      Home: this.tree.roots[0],
      End: beside.at(-1),
    }[event.key];
    if (next) this.goTo(next);
  }

  goTo(node) {
    const box = this.boxes.get(node.id);
    this.setCurrent(node.id);
    const [left, top] = this.transform.apply([box.x, box.y]);
    const [right, bottom] = this.transform.apply([box.x + box.width, box.y + box.height]);
    if (left < 8 || top < 8 || right > this.width - 8 || bottom > this.height - 8) this.centreOn(box.x + box.width / 2, box.y + box.height / 2);
    else this.move(this.transform);
    this.setCurrent(node.id);
    this.links.get(node.id).focus({ preventScroll: true });
  }

  /** One box is the stop of the Tab key. */
  setCurrent(id) {
    this.links.get(this.current)?.setAttribute('tabindex', -1);
    this.current = id;
    this.links.get(id)?.setAttribute('tabindex', 0);
  }

  centreOn(x, y) {
    const { k } = this.transform;
    this.view.show(this.view.identity.translate(this.width / 2 - x * k, this.height / 2 - y * k).scale(k), true);
  }

  /** On paper the whole chart is drawn, as large as the page lets it. */
  print() {
    const { bounds } = this.layout;
    this.frame.setAttribute('viewBox', `${bounds.x - 4} ${bounds.y - 4} ${bounds.width + 8} ${bounds.height + 8}`);
    this.frame.style.height = '';
    this.ground.removeAttribute('transform');
    this.drawWithin(-Infinity, -Infinity, Infinity, Infinity);
  }

  takeDown() {
    this.watch.disconnect();
    removeEventListener('beforeprint', this.toPaper);
    removeEventListener('afterprint', this.fromPaper);
  }
}

export function org(body, data, figure) {
  const chart = new Chart(body, data, figure);
  return () => chart.takeDown();
}
