// Talking to the server: edits go one after another, each with the version it was made on.
import { toast } from '../behaviours/toasts.js';
import { say } from '../language.js';

export class Fault extends Error {
  constructor({ code, what, where, why, mend }) {
    super(what);
    Object.assign(this, { code, what, where, why, mend });
  }

  /** All of it, a line for each part. */
  get words() {
    return [this.what, this.where, this.why, this.mend].filter(Boolean).join('\n');
  }
}

const lost = () =>
  new Fault({
    code: 'lost',
    what: say('Không gọi được máy chủ', 'The server cannot be reached'),
    mend: say('Kiểm tra kết nối rồi làm lại; những gì đã lưu vẫn còn.', 'Check the connection and do it again; what was saved is kept.'),
  });

export class Server {
  constructor(store, config) {
    this.store = store;
    this.urls = config.urls;
    this.token = document.querySelector('#tg-token input').value;
    this.waiting = Promise.resolve();
    this.saved = document.getElementById('tg-saved');
  }

  /** Where the page looks, as every address says it. */
  where() {
    const { phase, day, side, tab, current, chosen } = this.store;
    const body = chosen.size ? [...chosen].at(-1) : current;
    return { phase: phase ?? '', on: day ?? '', side, tab, body: body ?? '' };
  }

  address(name, more = {}, part = null) {
    let path = this.urls[name];
    if (part) path = path.replace(/[^/]+\/$/, `${part}/`);
    const query = new URLSearchParams(this.where());
    for (const [key, value] of Object.entries(more)) {
      query.delete(key);
      for (const each of [value].flat()) query.append(key, each);
    }
    return `${path}?${query}`;
  }

  /** All that is shown, read anew. */
  async open() {
    try {
      const answer = await this.read(this.address('boxes'));
      this.take(await answer.json());
    } catch (fault) {
      this.tell(fault);
    }
  }

  async text(address) {
    return (await this.read(address)).text();
  }

  async read(address, options = {}) {
    let answer;
    try {
      answer = await fetch(address, { credentials: 'same-origin', ...options });
    } catch {
      throw lost();
    }
    if (answer.ok) return answer;
    if (answer.headers.get('Content-Type')?.startsWith('application/json')) throw new Fault((await answer.json()).fault);
    throw new Fault({ code: String(answer.status), what: say(`Máy chủ không thực hiện được yêu cầu (${answer.status})`, `The server could not do this (${answer.status})`) });
  }

  /** One edit. Resolves once it is drawn; rejects with the Fault that refused it. */
  edit(action, given = {}) {
    const begun = performance.now();
    const turn = this.waiting.then(async () => {
      const answer = await this.read(this.urls.do, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.token },
        body: JSON.stringify({ action, version: this.store.version, ...this.where(), ...given }),
      });
      this.finish(await answer.json(), begun);
    });
    return this.after(turn);
  }

  /** A form of a change: the page of the form again where it has faults, null once it is done. */
  send(form) {
    const begun = performance.now();
    const turn = this.waiting.then(async () => {
      const address = new URL(form.action);
      for (const [key, value] of Object.entries({ ...this.where(), version: this.store.version })) address.searchParams.set(key, value);
      let answer;
      try {
        answer = await fetch(address, { method: 'POST', credentials: 'same-origin', body: new FormData(form) });
      } catch {
        throw lost();
      }
      if (!answer.headers.get('Content-Type')?.startsWith('application/json')) return answer.text();
      const told = await answer.json();
      if (told.fault) throw new Fault(told.fault);
      this.finish(told, begun);
      return null;
    });
    return this.after(turn);
  }

  async after(turn) {
    this.waiting = turn.catch(() => {});
    this.say(say('Đang lưu…', 'Saving…'));
    try {
      const result = await turn;
      this.say(say('Đã lưu', 'Saved'));
      return result;
    } catch (fault) {
      this.say(say('Chưa lưu thao tác vừa rồi', 'The last edit was not saved'));
      throw fault;
    }
  }

  finish(answer, begun) {
    const came = performance.now();
    this.take(answer);
    const drawn = performance.now();
    // A task after the next frame comes when that frame was painted.
    requestAnimationFrame(() =>
      setTimeout(() => performance.measure('tg-edit', { start: begun, end: performance.now(), detail: { server: came - begun, drawing: drawn - came } })),
    );
  }

  /** Show what an answer says. */
  take(answer) {
    const { store } = this;
    store.version = answer.version;
    store.phase = answer.phase;
    if (answer.boxes) store.fill(answer.boxes);
    else store.change(answer.changed, answer.gone);
    store.tell('parts', answer);
  }

  say(text) {
    if (this.saved) this.saved.textContent = text;
  }

  /** Tell a fault where there is no dialogue to tell it in. Somebody else's edit is fetched at once. */
  tell(fault) {
    toast(fault.words ?? String(fault), 'error');
    if (fault.code === 'edited_meanwhile') this.open();
  }
}
