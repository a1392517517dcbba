// The boxes of the side and day shown, what is chosen among them, and who is told of changes.
import { isMark, markWord } from '../charts/marks.js';
import { say } from '../language.js';

const collator = new Intl.Collator('vi');
const SECTORS = ['party', 'state', 'front', 'service', 'enterprise'];

/** Lower case without diacritics, Đ as d: what a search compares. */
export const folded = (text) =>
  text.toLocaleLowerCase('vi').replaceAll('đ', 'd').normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim();

export class Store extends EventTarget {
  constructor(config) {
    super();
    this.config = config;
    this.version = config.version;
    this.phase = config.phase;
    this.day = config.day; // empty: the day of the phase
    this.side = config.side;
    this.tab = config.tab;
    this.nodes = new Map();
    this.children = new Map();
    this.chosen = new Set();
    this.current = null;
    this.onlyDifferences = false;
  }

  tell(what, detail = {}) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  // --- boxes ---

  /** All boxes anew. */
  fill({ columns, rows }) {
    this.nodes = new Map(rows.map((row) => this.read(columns, row)).map((node) => [node.id, node]));
    this.relate();
    for (const id of this.chosen) if (!this.nodes.has(id)) this.chosen.delete(id);
    if (!this.nodes.has(this.current)) this.current = this.roots[0]?.id ?? null;
    this.tell('boxes', { whole: true, ids: [...this.nodes.keys()] });
  }

  /** The boxes that an edit changed, and those that are there no more. */
  change({ columns, rows }, gone) {
    const changed = rows.map((row) => this.read(columns, row));
    gone.forEach((id) => this.nodes.delete(id));
    gone.forEach((id) => this.chosen.delete(id));
    changed.forEach((node) => this.nodes.set(node.id, node));
    this.relate();
    if (!this.nodes.has(this.current)) this.current = this.roots[0]?.id ?? null;
    this.tell('boxes', { whole: false, ids: changed.map((node) => node.id) });
  }

  /** A row as the chart draws a box: see charts/org/box.js. */
  read(columns, row) {
    const raw = Object.fromEntries(columns.map((name, index) => [name, row[index]]));
    const area = raw.kind === 'area';
    const badges = isMark(raw.mark) ? [{ label: markWord(raw.mark), tone: 'mark' }] : [];
    if (raw.unified) badges.push({ label: say('nhất thể hóa', 'unified'), tone: 'unified' });
    if (raw.joint) badges.push({ label: say('cơ quan chung', 'joint'), tone: 'joint' });
    if (raw.fresh) badges.push({ label: say(`${raw.fresh} phát hiện mới`, `${raw.fresh} new findings`), tone: 'finding' });
    const { forms, sectors, tiers } = this.config;
    return {
      id: raw.id,
      area,
      above: raw.above,
      name: raw.name,
      folded: folded(raw.name),
      kind: area ? (raw.form ?? tiers[raw.tier]) : (forms[raw.form] ?? sectors[raw.sector] ?? ''),
      code: raw.code,
      tier: raw.tier,
      sector: raw.sector,
      head: raw.heads ? (raw.headed ? (raw.head ?? '•••') : null) : undefined,
      used: raw.seats === null ? undefined : raw.used,
      allowed: raw.seats === null ? undefined : raw.seats,
      quota: raw.quota,
      mark: raw.mark,
      fresh: raw.fresh ?? 0,
      badges,
    };
  }

  relate() {
    this.children = new Map();
    this.sorted = new Set();
    this.marked = null;
    for (const node of this.nodes.values()) {
      const above = this.nodes.has(node.above) && node.above !== node.id ? node.above : null;
      if (!this.children.has(above)) this.children.set(above, []);
      this.children.get(above).push(node);
    }
  }

  get(id) {
    return this.nodes.get(id);
  }

  parentOf(node) {
    return node.above === null ? undefined : this.nodes.get(node.above);
  }

  get roots() {
    return this.childrenOf(null);
  }

  /** What stands under a box: bodies by sector and name, then areas by code. */
  childrenOf(id) {
    const found = this.children.get(id) ?? [];
    if (!this.sorted.has(id)) {
      found.sort(inOrder);
      this.sorted.add(id);
    }
    return this.onlyDifferences ? found.filter((node) => this.leadsToMark(node.id)) : found;
  }

  /** Whether a box or anything below it differs. */
  leadsToMark(id) {
    if (this.marked === null) {
      this.marked = new Set();
      for (const node of this.nodes.values()) {
        if (node.mark) for (let up = node; up && !this.marked.has(up.id); up = this.parentOf(up)) this.marked.add(up.id);
      }
    }
    return this.marked.has(id);
  }

  /** The boxes above one, the nearest first. */
  above(id) {
    const found = [];
    const seen = new Set([id]);
    for (let up = this.parentOf(this.get(id) ?? {}); up && !seen.has(up.id); up = this.parentOf(up)) {
      seen.add(up.id);
      found.push(up);
    }
    return found;
  }

  /** Boxes whose names hold all the words, the shortest names first. */
  find(text, most, fits = () => true) {
    const words = folded(text).split(' ').filter(Boolean);
    const found = [];
    for (const node of this.nodes.values()) if (fits(node) && words.every((word) => node.folded.includes(word))) found.push(node);
    const shortest = found.sort((one, other) => one.name.length - other.name.length).slice(0, most);
    shortest.sort((one, other) => one.name.length - other.name.length || collator.compare(one.name, other.name));
    return { found: shortest, count: found.length };
  }

  /** What tells a box from others of its name. */
  place(node) {
    const above = this.above(node.id);
    return above.slice(0, 2).map((each) => each.name).join(' · ');
  }

  // --- choosing ---

  /** Choose one box, or with `more` that one besides (or no longer). */
  choose(id, more = false) {
    if (!more) this.chosen = new Set([id]);
    else if (this.chosen.has(id)) this.chosen.delete(id);
    else this.chosen.add(id);
    this.current = id;
    this.tell('chosen');
  }

  chooseMany(ids, more = false) {
    this.chosen = new Set(more ? [...this.chosen, ...ids] : ids);
    if (ids.length) this.current = ids.at(-1);
    this.tell('chosen');
  }

  chooseNone() {
    this.chosen.clear();
    this.tell('chosen');
  }

  focus(id) {
    this.current = id;
  }

  /** What an edit is about: the boxes chosen, or the one in focus. */
  get subjects() {
    const ids = this.chosen.size ? [...this.chosen] : this.current === null ? [] : [this.current];
    return ids.map((id) => this.get(id)).filter((node) => node && node.mark !== 'ended');
  }
}

function inOrder(one, other) {
  if (one.area !== other.area) return one.area ? 1 : -1;
  if (one.area) return collator.compare(one.code ?? '', other.code ?? '') || collator.compare(one.name, other.name);
  return SECTORS.indexOf(one.sector) - SECTORS.indexOf(other.sector) || collator.compare(one.name, other.name) || one.id - other.id;
}
