// [data-play]: goes through a list of moments, fetching for each the fragment that shows it.
//
// <div data-play data-target="#map" data-every="3"><script type="application/json">
//   [{"url": "/…", "label": "01/06/2019 · QĐ 12"}]</script></div>
import htmx from 'htmx.org';
import { drawing, html } from '../elements.js';
import { reducedMotion, say } from '../language.js';

const PLAY = 'M7 4v16l13 -8z';
const PAUSE = ['M7 5v14', 'M16 5v14'];
const BACK = ['M19 5v14l-11 -7z', 'M5 5v14'];
const ON = ['M5 5v14l11 -7z', 'M19 5v14'];

class Player {
  constructor(root) {
    this.root = root;
    this.moments = JSON.parse(root.querySelector('script[type="application/json"]').textContent).map((moment) =>
      typeof moment === 'string' ? { url: moment, label: moment } : moment,
    );
    this.at = Math.min(Number(root.dataset.at ?? 0), this.moments.length - 1);
    this.timer = null;
    this.draw();
    this.tell();
  }

  draw() {
    const button = (label, action, ...paths) => {
      const made = html('button', { type: 'button', class: 'btn btn-icon', 'aria-label': label, title: label }, drawing(...paths));
      made.addEventListener('click', action);
      return made;
    };
    this.toggle = button(say('Chạy', 'Play'), () => (this.timer ? this.pause() : this.play()), PLAY);
    this.slider = html('input', { type: 'range', min: 0, max: Math.max(this.moments.length - 1, 0), step: 1, 'aria-label': say('Thời điểm', 'Moment') });
    this.slider.addEventListener('input', () => this.halt());
    this.slider.addEventListener('change', () => this.go(Number(this.slider.value)));
    this.where = html('output', { class: 'tg-play-where', 'aria-live': 'polite' });
    const parts = [button(say('Lùi một bước', 'Step back'), () => this.step(-1), ...BACK)];
    if (!reducedMotion()) parts.push(this.toggle);
    parts.push(button(say('Tiến một bước', 'Step forward'), () => this.step(1), ...ON), this.slider, this.where);
    this.root.append(...parts);
    this.root.setAttribute('role', 'group');
    if (!this.root.hasAttribute('aria-label')) this.root.setAttribute('aria-label', say('Diễn biến theo thời gian', 'Course of time'));
  }

  tell() {
    const moment = this.moments[this.at];
    this.slider.value = this.at;
    this.slider.setAttribute('aria-valuetext', moment?.label ?? '');
    this.where.replaceChildren(html('strong', {}, moment?.label ?? ''), ` ${this.at + 1}/${this.moments.length}`);
    this.toggle.replaceChildren(drawing(...(this.timer ? PAUSE : [PLAY])));
    const label = this.timer ? say('Dừng', 'Pause') : say('Chạy', 'Play');
    this.toggle.setAttribute('aria-label', label);
    this.toggle.title = label;
  }

  async go(index) {
    if (index < 0 || index >= this.moments.length) return false;
    this.at = index;
    this.tell();
    await htmx.ajax('GET', this.moments[index].url, { target: this.root.dataset.target, swap: this.root.dataset.swap ?? 'innerHTML' });
    return true;
  }

  step(by) {
    this.halt();
    return this.go(this.at + by);
  }

  play() {
    if (this.at === this.moments.length - 1) this.at = -1;
    this.next(0);
  }

  /** The next moment is asked for only after this one has come. */
  next(delay) {
    this.timer = setTimeout(async () => {
      const came = this.root.isConnected && (await this.go(this.at + 1));
      if (this.timer === null) return;
      if (came && this.at < this.moments.length - 1) this.next(Number(this.root.dataset.every ?? 3) * 1000);
      else this.pause();
    }, delay);
    this.tell();
  }

  halt() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  pause() {
    this.halt();
    this.tell();
  }
}

const known = new WeakSet();
function prepare(root) {
  const found = root.matches?.('[data-play]') ? [root] : [...(root.querySelectorAll?.('[data-play]') ?? [])];
  found.filter((element) => !known.has(element)).forEach((element) => known.add(element) && new Player(element));
}

prepare(document);
document.addEventListener('htmx:load', (event) => prepare(event.target));
