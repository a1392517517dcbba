// The bodies of an organisation chart: who stands under whom, which are open, which tiers there are.
import { say } from '../../language.js';

const OPEN_AT_FIRST = 40; // boxes shown before anybody opens one,
const OPEN_FOR_CHANGE = 120; // and so many where that is needed to show what changed

const TIER_WORDS = {
  centre: say('Trung ương', 'Centre'),
  central: say('Trung ương', 'Centre'),
  province: say('Tỉnh', 'Province'),
  district: say('Huyện', 'District'),
  commune: say('Xã', 'Commune'),
  village: say('Thôn', 'Village'),
};
const TIER_ORDER = Object.keys(TIER_WORDS);

export class Tree {
  constructor(nodes) {
    this.nodes = new Map();
    this.children = new Map();
    this.open = new Set();
    this.add(nodes);
  }

  add(nodes) {
    for (const node of nodes) this.nodes.set(node.id, node);
    this.children.clear();
    for (const node of this.nodes.values()) {
      const parent = this.parentOf(node)?.id ?? null;
      if (!this.children.has(parent)) this.children.set(parent, []);
      this.children.get(parent).push(node);
    }
  }

  parentOf(node) {
    return node.parent === null || node.parent === undefined ? undefined : this.nodes.get(node.parent);
  }

  get roots() {
    return this.childrenOf(null);
  }

  childrenOf(id) {
    return this.children.get(id) ?? [];
  }

  /** Children on show: none while the box is folded. */
  shownChildren(node) {
    return this.open.has(node.id) ? this.childrenOf(node.id) : [];
  }

  canOpen(node) {
    return this.childrenOf(node.id).length > 0 || Boolean(node.more && node.children_src);
  }

  /** How many boxes are behind a folded one: those directly under it. */
  countUnder(node) {
    return this.childrenOf(node.id).length || node.more || 0;
  }

  /** Open level by level while the whole stays small enough to read, then towards what changed. */
  openFirst() {
    const shown = this.openLevels();
    this.openToMarks(shown);
  }

  openToMarks(already) {
    let shown = already;
    for (const node of this.nodes.values()) {
      if (!node.mark) continue;
      const folded = this.ancestors(node).filter((each) => !this.open.has(each.id));
      const more = folded.reduce((sum, each) => sum + this.childrenOf(each.id).length, 0);
      if (shown + more > OPEN_FOR_CHANGE) continue;
      folded.forEach((each) => this.open.add(each.id));
      shown += more;
    }
  }

  ancestors(node) {
    const found = [];
    for (let above = this.parentOf(node); above; above = this.parentOf(above)) found.push(above);
    return found;
  }

  openLevels() {
    let shown = this.roots.length;
    let level = this.roots;
    while (level.length > 0) {
      const next = level.flatMap((node) => this.childrenOf(node.id));
      if (next.length === 0 || (shown > 1 && shown + next.length > OPEN_AT_FIRST)) break;
      level.forEach((node) => this.childrenOf(node.id).length && this.open.add(node.id));
      shown += next.length;
      level = next;
    }
    return shown;
  }

  /** The tiers that occur, the highest first. */
  get tiers() {
    const found = new Set([...this.nodes.values()].map((node) => node.tier).filter(Boolean));
    const rank = (tier) => (TIER_ORDER.includes(tier) ? TIER_ORDER.indexOf(tier) : TIER_ORDER.length);
    return [...found].sort((one, other) => rank(one) - rank(other)).map((tier) => ({ tier, word: TIER_WORDS[tier] ?? tier }));
  }

  /** Show everything down to a tier, nothing below it. */
  openTo(tier) {
    const order = this.tiers.map((each) => each.tier);
    const last = order.indexOf(tier);
    const within = (node) => !node.tier || order.indexOf(node.tier) <= last;
    this.open = new Set(
      [...this.nodes.values()].filter((node) => within(node) && this.childrenOf(node.id).some(within)).map((node) => node.id),
    );
  }
}
