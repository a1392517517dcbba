// Keys of the whole workspace; those of tree, chart, menus and dialogues are their own.
import { isTyping } from '../elements.js';

export function watchKeys(root, store, commands) {
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('dialog[open], .tg-menu')) return;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const typing = isTyping(event.target);
    if (command && !event.altKey && !typing && commands.mayEdit) {
      const action = { z: () => (event.shiftKey ? commands.redo() : commands.undo()), y: () => commands.redo(), x: () => commands.lift(), v: () => commands.lifted.length && commands.drop(commands.lifted, store.current) }[key];
      if (!action || ((key === 'x' || key === 'v') && !within(root, event.target))) return;
      event.preventDefault();
      action();
      return;
    }
    if (command || event.altKey || typing || !within(root, event.target)) return;
    const ids = store.subjects.filter((node) => !node.area).map((node) => node.id);
    const action = commands.mayEdit && {
      m: () => commands.openMenu(event.target),
      contextmenu: () => commands.openMenu(event.target),
      f2: () => store.subjects.length && commands.ask('rename', { ids: store.subjects[0].id }),
      delete: () => ids.length && commands.ask('dissolve', { ids }),
      escape: () => store.chooseNone(),
    }[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Whether a key was pressed in the tree or chart. */
const within = (root, target) => root.contains(target) && target.closest('.tg-outline, .tg-editor-stage') !== null;
