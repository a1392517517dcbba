// A disclosure tree by keyboard, after the ARIA tree pattern; branches not yet there are fetched by htmx.

const TYPEAHEAD_MS = 600;
let typed = '';
let typedAt = 0;

const itemsOf = (tree) => [...tree.querySelectorAll('[role="treeitem"]')];
const isShown = (item) => !item.parentElement.closest('[aria-expanded="false"]');
const shownItems = (tree) => itemsOf(tree).filter(isShown);
const toggleOf = (item) => item.querySelector(':scope > .tg-tree-row > .tg-tree-toggle');
const linkOf = (item) => item.querySelector(':scope > .tg-tree-row > a');
const parentOf = (item) => item.parentElement.closest('[role="treeitem"]');
const isOpen = (item) => item.getAttribute('aria-expanded') === 'true';
const canOpen = (item) => item.hasAttribute('aria-expanded');

function focusOn(tree, item) {
  if (!item) return;
  itemsOf(tree).forEach((other) => (other.tabIndex = -1));
  item.tabIndex = 0;
  item.focus();
}

/** A click on the toggle is the one way to open: htmx fetches on the same click. */
const flip = (item) => toggleOf(item)?.click();

function byLetter(tree, item, key) {
  const now = performance.now();
  typed = now - typedAt > TYPEAHEAD_MS ? key : typed + key;
  typedAt = now;
  const shown = shownItems(tree);
  const from = shown.indexOf(item) + (typed.length === 1 ? 1 : 0);
  const plain = (text) => text.trim().toLocaleLowerCase('vi');
  const found = [...shown.slice(from), ...shown.slice(0, from)].find((other) =>
    plain(linkOf(other)?.textContent ?? '').startsWith(plain(typed)),
  );
  focusOn(tree, found);
}

function right(tree, item) {
  if (!canOpen(item)) return;
  if (isOpen(item)) focusOn(tree, item.querySelector('[role="treeitem"]'));
  else flip(item);
}

function left(tree, item) {
  if (isOpen(item)) flip(item);
  else focusOn(tree, parentOf(item));
}

const KEYS = {
  ArrowDown: (tree, item, shown) => focusOn(tree, shown[shown.indexOf(item) + 1]),
  ArrowUp: (tree, item, shown) => focusOn(tree, shown[shown.indexOf(item) - 1]),
  Home: (tree, item, shown) => focusOn(tree, shown[0]),
  End: (tree, item, shown) => focusOn(tree, shown.at(-1)),
  ArrowRight: right,
  ArrowLeft: left,
  Enter: (tree, item) => (linkOf(item) ?? toggleOf(item))?.click(),
  ' ': (tree, item) => flip(item),
  '*': (tree, item) => [...item.parentElement.children].forEach((other) => canOpen(other) && !isOpen(other) && flip(other)),
};

document.addEventListener('keydown', (event) => {
  const item = event.target.closest?.('[data-tg-tree] [role="treeitem"]');
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const tree = item.closest('[data-tg-tree]');
  const command = KEYS[event.key];
  if (command) command(tree, item, shownItems(tree));
  else if (event.key.length === 1 && !'/?[]'.includes(event.key)) byLetter(tree, item, event.key);
  else return;
  event.preventDefault();
  event.stopPropagation();
});

document.addEventListener('click', (event) => {
  const toggle = event.target.closest('[data-tg-tree] .tg-tree-toggle');
  if (!toggle) return;
  const item = toggle.closest('[role="treeitem"]');
  if (canOpen(item)) item.setAttribute('aria-expanded', String(!isOpen(item)));
});

/** One item of a tree is in the order of the Tab key; items that arrive later are not. */
function prepare(tree) {
  const items = itemsOf(tree);
  tree.querySelectorAll('.tg-tree-toggle, .tg-tree-row > a').forEach((part) => (part.tabIndex = -1));
  const first = items.find((item) => item.tabIndex === 0) ?? tree.querySelector('[aria-current]') ?? items[0];
  items.forEach((item) => (item.tabIndex = item === first ? 0 : -1));
}

document.querySelectorAll('[data-tg-tree]').forEach(prepare);
document.addEventListener('htmx:load', (event) => {
  const around = event.target.closest?.('[data-tg-tree]');
  if (around) prepare(around);
  else event.target.querySelectorAll?.('[data-tg-tree]').forEach(prepare);
});
