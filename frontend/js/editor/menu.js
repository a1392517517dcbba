// A menu at a place or beside a control, after the ARIA menu pattern; closing gives the focus back.
import { html } from '../elements.js';

let open = null;

/** Items are {label, run, key?, disabled?}, {title} for a heading, or null for a line. */
export function openMenu(items, anchor = null) {
  closeMenu();
  const before = document.activeElement;
  const menu = html('div', { class: 'tg-menu', role: 'menu', tabindex: -1 });
  for (const item of items) {
    if (item === null) menu.append(html('hr', { role: 'separator' }));
    else if (item.title) menu.append(html('p', { class: 'tg-menu-title', role: 'presentation' }, item.title));
    else menu.append(entry(item));
  }
  (document.getElementById('main') ?? document.body).append(menu);
  open = { menu, before };
  place(menu, anchor ?? before);
  const entries = [...menu.querySelectorAll('[role="menuitem"]')];
  menu.addEventListener('keydown', (event) => key(event, entries));
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) closeMenu(false);
  });
  (entries[0] ?? menu).focus({ preventScroll: true });
}

function entry({ label, run, key: keys, disabled }) {
  const button = html('button', { type: 'button', role: 'menuitem', tabindex: -1, disabled }, html('span', {}, label), keys ? html('kbd', { 'aria-hidden': 'true' }, keys) : null);
  button.addEventListener('click', () => {
    closeMenu();
    run();
  });
  return button;
}

/** Below or beside the anchor (an element or a point), wholly in the window. */
function place(menu, anchor) {
  const box = anchor instanceof Element && anchor !== document.body ? anchor.getBoundingClientRect() : { left: anchor?.x ?? innerWidth / 2 - 120, bottom: anchor?.y ?? innerHeight / 3, top: anchor?.y ?? innerHeight / 3 };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = box.bottom + 4 + height < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? box.bottom + 4 : Math.min(box.top - height - 4, innerHeight - height - 8))}px`;
}

function key(event, entries) {
  const at = entries.indexOf(document.activeElement);
  const next = { ArrowDown: entries[(at + 1) % entries.length], ArrowUp: entries.at(at - 1), Home: entries[0], End: entries.at(-1) }[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
  else if (next) next.focus();
  else if (event.key.length === 1 && event.key !== ' ') entries.find((each, index) => index > at && each.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function closeMenu(restore = true) {
  if (!open) return;
  const { menu, before } = open;
  open = null;
  menu.remove();
  if (restore && before?.isConnected) before.focus({ preventScroll: true });
}

document.addEventListener('pointerdown', (event) => {
  if (open && !open.menu.contains(event.target)) closeMenu(false);
});
