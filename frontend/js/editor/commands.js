// What can be done with what is chosen: the one list behind menus, toolbar, keys and dropping.
import { number, say } from '../language.js';
import { openMenu } from './menu.js';

export class Commands {
  constructor(store, server, dialogs) {
    this.store = store;
    this.server = server;
    this.dialogs = dialogs;
    this.mayEdit = store.config.mayEdit;
    this.lifted = []; // ids picked up by keyboard, to be put down elsewhere
  }

  /** Make an edit at once; a fault is told beside the page. */
  async run(action, given) {
    try {
      await this.server.edit(action, given);
    } catch (fault) {
      this.server.tell(fault);
    }
  }

  ask(action, given = {}) {
    return this.dialogs.ask(action, given);
  }

  form(verb, given = {}) {
    return this.dialogs.form(verb, given);
  }

  undo() {
    return this.run('undo');
  }

  redo() {
    return this.run('redo');
  }

  /** The menu of what is chosen. */
  menuOf(subjects) {
    const bodies = subjects.filter((node) => !node.area);
    const ids = bodies.map((node) => node.id);
    const areas = subjects.filter((node) => node.area).map((node) => node.id);
    const [one] = subjects;
    const item = (label, action, given = { ids }, key = '') => ({ label, key, run: () => this.ask(action, given) });
    if (!subjects.length) return [{ title: say('Chưa chọn cơ quan nào', 'Nothing is chosen') }];
    const title = { title: subjects.length === 1 ? one.name : say(`${number(subjects.length)} mục đã chọn`, `${number(subjects.length)} chosen`) };
    const template = { label: say('Áp dụng mẫu…', 'Apply a template…'), run: () => this.ask('template', { units: areas.length ? areas : this.unitsOf(bodies) }) };
    if (!bodies.length) {
      const rename = areas.length === 1 ? [item(say('Đổi tên…', 'Rename…'), 'rename', { ids: areas }, 'F2')] : [];
      const found = areas.length === 1 ? [{ label: say('Thành lập tổ chức ở đây…', 'Found a body here…'), run: () => this.form('found', { area: `#${areas[0]}` }) }] : [];
      return [title, template, ...found, ...rename];
    }
    const single = bodies.length === 1;
    return [
      title,
      item(say('Chuyển về trực thuộc…', 'Move under…'), 'move'),
      item(say('Sáp nhập vào…', 'Merge into…'), 'merge'),
      single ? undefined : item(say('Hợp nhất thành cơ quan mới…', 'Merge into a new body…'), 'join'),
      item(say('Giải thể…', 'Dissolve…'), 'dissolve', { ids }, say('Xóa', 'Del')),
      single ? item(say('Chia, tách…', 'Split…'), 'split') : undefined,
      single ? item(say('Đổi tên…', 'Rename…'), 'rename', { ids }, 'F2') : undefined,
      item(say('Chuyển thành cơ quan chung…', 'Turn into a joint office…'), 'joint'),
      single ? item(say('Chuyển đổi loại hình…', 'Convert…'), 'convert') : undefined,
      null,
      item(say('Chuyển chức danh…', 'Move posts…'), 'move_posts'),
      item(say('Nhất thể hóa chức danh…', 'Unify posts…'), 'unify_posts'),
      item(say('Thôi nhất thể hóa…', 'Separate posts…'), 'separate_posts'),
      item(say('Bỏ chức danh…', 'Abolish posts…'), 'abolish_posts'),
      single ? { label: say('Lập chức danh…', 'Create a post…'), run: () => this.form('create_post', { organization: `#${one.id}` }) } : undefined,
      item(say('Chuyển biên chế…', 'Move part of the ceiling…'), 'move_quota'),
      null,
      single ? { label: say('Thành lập tổ chức trực thuộc…', 'Found a body under it…'), run: () => this.form('found', { parent: `#${one.id}` }) } : undefined,
      template,
      { label: say('Nhấc lên để thả nơi khác', 'Pick up, to put down elsewhere'), key: 'Ctrl+X', run: () => this.lift() },
      this.lifted.length && single ? { label: say('Thả các mục đang nhấc vào đây…', 'Put down here what was picked up…'), key: 'Ctrl+V', run: () => this.drop(this.lifted, one.id) } : undefined,
    ].filter((each) => each !== undefined);
  }

  /** The areas that bodies stand in. */
  unitsOf(bodies) {
    return [...new Set(bodies.map((node) => this.store.above(node.id).find((up) => up.area)?.id).filter(Boolean))];
  }

  openMenu(anchor) {
    if (this.mayEdit) openMenu(this.menuOf(this.store.subjects), anchor);
  }

  lift() {
    this.lifted = this.store.subjects.filter((node) => !node.area).map((node) => node.id);
    this.store.tell('lifted');
  }

  /** Bodies were put on a box: what is meant by that is asked. */
  drop(ids, onto, anchor = null) {
    const target = this.store.get(onto);
    const moving = ids.filter((id) => id !== onto && this.store.get(id));
    if (!target || !moving.length || target.mark === 'ended') return;
    const what = moving.length === 1 ? this.store.get(moving[0]).name : say(`${number(moving.length)} cơ quan`, `${number(moving.length)} bodies`);
    const given = { ids: moving };
    const items = [{ title: `${what} → ${target.name}` }, { label: say('Chuyển về trực thuộc', 'Move under it'), run: () => this.run('move', { ...given, target: onto }) }];
    if (!target.area) {
      items.push(
        { label: say('Sáp nhập vào (cơ quan này tiếp tục)', 'Merge into it (it goes on)'), run: () => this.run('merge', { ...given, into: onto }) },
        { label: say('Hợp nhất thành cơ quan mới…', 'Merge with it into a new body…'), run: () => this.ask('join', { ids: [onto, ...moving] }) },
        { label: say('Giải thể, cơ quan này tiếp nhận', 'Dissolve, this body takes over'), run: () => this.run('dissolve', { ...given, heir: onto }) },
        null,
        { label: say('Chỉ chuyển chức danh…', 'Only move posts…'), run: () => this.ask('move_posts', { ...given, target: onto }) },
        { label: say('Chỉ chuyển biên chế…', 'Only move part of the ceiling…'), run: () => this.ask('move_quota', { ...given, target: onto }) },
      );
    }
    openMenu(items, anchor);
    this.lifted = [];
    this.store.tell('lifted');
  }

  dropPosts(posts, onto) {
    const target = this.store.get(onto);
    if (target && !target.area && target.mark !== 'ended') this.run('move_posts', { posts, target: onto });
  }

  dropQuota(quota, onto) {
    const target = this.store.get(onto);
    if (target && !target.area && target.mark !== 'ended') this.ask('move_quota', { quota, target: onto });
  }

  /** Show one box in tree and chart; set by the page. */
  reveal() {}
}
