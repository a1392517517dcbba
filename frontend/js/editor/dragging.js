// Dragging boxes, rows, posts and ceilings onto bodies; Escape lets go, the chart scrolls at its edges.
import { html } from '../elements.js';
import { number } from '../language.js';

const LEAST = 6; // pixels that make a drag
const EDGE = 48; // pixels from the edge of the chart at which it scrolls
const STEP = 14;

export class Dragging {
  constructor(root, store, commands, chart) {
    Object.assign(this, { root, store, commands, chart, held: null });
    if (!commands.mayEdit) return;
    root.addEventListener('pointerdown', (event) => this.begin(event), { capture: true });
    root.addEventListener('mousedown', (event) => this.quiet(event), { capture: true });
    addEventListener('pointermove', (event) => this.move(event));
    addEventListener('pointerup', (event) => this.end(event));
    addEventListener('pointercancel', () => this.stop());
    addEventListener('click', (event) => this.swallow(event), { capture: true });
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !this.ghost) return;
      event.stopPropagation();
      this.stop();
    }, { capture: true });
  }

  /** What a press may become a drag of: {bodies}, {posts} or {quota}. */
  sourceOf(event) {
    if (event.button || event.pointerType === 'touch' || event.target.closest('button, input, select, a[href], .tg-box-fold, .tg-outline-toggle')) return null;
    const post = event.target.closest('[data-drag-post]');
    if (post) {
      const ticked = [...this.root.querySelectorAll('.tg-post input:checked')].map((box) => Number(box.value));
      const own = Number(post.dataset.post);
      return { posts: ticked.includes(own) ? ticked : [own], words: post.querySelector('.tg-post-title').textContent };
    }
    const quota = event.target.closest('[data-drag-quota]');
    if (quota) return { quota: Number(quota.dataset.quota), words: quota.querySelector('.tg-post-title').textContent };
    const body = event.target.closest('[data-drag-body]');
    const id = body ? Number(body.dataset.id) : null;
    if (id === null || event.shiftKey || event.ctrlKey || event.metaKey) return null;
    const chosen = [...this.store.chosen].filter((each) => this.store.get(each) && !this.store.get(each).area);
    return { bodies: chosen.includes(id) ? chosen : [id], words: this.store.get(id)?.name };
  }

  begin(event) {
    this.swallowing = false;
    const source = this.sourceOf(event);
    if (source) this.held = { ...source, x: event.clientX, y: event.clientY };
  }

  /** The chart must not be moved by the drag of a box. */
  quiet(event) {
    if (this.held) event.stopPropagation();
  }

  move(event) {
    if (!this.held) return;
    if (!this.ghost) {
      if (Math.hypot(event.clientX - this.held.x, event.clientY - this.held.y) < LEAST) return;
      this.start();
    }
    event.preventDefault();
    getSelection()?.removeAllRanges();
    this.ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 10}px)`;
    this.last = event;
    this.aim(event);
    this.scroll();
  }

  start() {
    const count = (this.held.bodies ?? this.held.posts ?? []).length;
    this.ghost = html('div', { class: 'tg-ghost', 'aria-hidden': 'true' }, html('strong', {}, this.held.words), count > 1 ? html('span', { class: 'tg-count' }, number(count)) : null);
    document.body.append(this.ghost);
    document.body.classList.add('tg-dragging');
  }

  /** Mark the body under the pointer as where to. */
  aim(event) {
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest('.tg-outline-row[data-id]');
    const id = row ? Number(row.dataset.id) : this.chart.frame.contains(document.elementFromPoint(event.clientX, event.clientY)) ? this.chart.at(event.clientX, event.clientY) : null;
    if (id === this.target) return;
    this.root.querySelectorAll('.tg-aimed').forEach((each) => each.classList.remove('tg-aimed'));
    this.target = this.fits(id) ? id : null;
    if (this.target !== null) this.root.querySelectorAll(`[data-id="${this.target}"]`).forEach((each) => each.classList.add('tg-aimed'));
    this.ghost.classList.toggle('tg-ghost-none', this.target === null);
  }

  fits(id) {
    const node = id === null ? null : this.store.get(id);
    if (!node || node.mark === 'ended' || this.held.bodies?.includes(id)) return false;
    return this.held.bodies ? true : !node.area;
  }

  scroll() {
    cancelAnimationFrame(this.scrolling);
    const area = this.chart.stage.getBoundingClientRect();
    const { clientX: x, clientY: y } = this.last;
    if (x < area.left || x > area.right || y < area.top || y > area.bottom) return;
    const by = (at, low, high) => (at < low + EDGE ? STEP : at > high - EDGE ? -STEP : 0);
    const [dx, dy] = [by(x, area.left, area.right), by(y, area.top, area.bottom)];
    // What is picked up at the edge does not scroll until it was away from it.
    if (!dx && !dy) this.wasInside = true;
    if (!this.wasInside || (!dx && !dy)) return;
    const { k, x: left, y: top } = this.chart.transform;
    this.chart.view.show(this.chart.view.identity.translate(left + dx, top + dy).scale(k), true);
    this.scrolling = requestAnimationFrame(() => this.ghost && this.scroll());
  }

  end(event) {
    const { held, ghost, target } = this;
    this.stop();
    if (!held || !ghost) return;
    this.swallowing = true; // until the next press, should no click follow
    if (target === null || target === undefined) return;
    if (held.bodies) this.commands.drop(held.bodies, target, { x: event.clientX, y: event.clientY });
    else if (held.posts) this.commands.dropPosts(held.posts, target);
    else this.commands.dropQuota(held.quota, target);
  }

  stop() {
    cancelAnimationFrame(this.scrolling);
    this.ghost?.remove();
    this.root.querySelectorAll('.tg-aimed').forEach((each) => each.classList.remove('tg-aimed'));
    document.body.classList.remove('tg-dragging');
    Object.assign(this, { held: null, ghost: null, target: null, wasInside: false });
  }

  /** The click that ends a drag chooses nothing. */
  swallow(event) {
    if (!this.swallowing) return;
    this.swallowing = false;
    event.stopPropagation();
    event.preventDefault();
  }
}
