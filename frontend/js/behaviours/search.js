// The search box as an ARIA combobox: htmx fills the list, arrow keys choose, Enter opens, Escape closes.

const box = () => document.getElementById('tg-search');
const list = () => document.getElementById('tg-search-results');
const options = () => [...list().querySelectorAll('[role="option"]')];
const chosen = () => list().querySelector('[aria-selected="true"]');

function choose(option) {
  chosen()?.setAttribute('aria-selected', 'false');
  if (!option) {
    box().removeAttribute('aria-activedescendant');
    return;
  }
  option.setAttribute('aria-selected', 'true');
  option.scrollIntoView({ block: 'nearest' });
  box().setAttribute('aria-activedescendant', option.id);
}

function show(visible) {
  list().hidden = !visible;
  box().setAttribute('aria-expanded', String(visible && options().length > 0));
  if (!visible) choose(null);
}

function open(option) {
  const link = option.matches('a') ? option : option.querySelector('a');
  link?.click();
}

function step(by) {
  const all = options();
  if (all.length === 0) return;
  if (list().hidden) show(true);
  const at = all.indexOf(chosen());
  choose(at === -1 ? all[by > 0 ? 0 : all.length - 1] : all[(at + by + all.length) % all.length]);
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => chosen() && open(chosen()),
  Escape: () => (list().hidden || options().length === 0 ? (box().value = '') : show(false)),
};

document.addEventListener('keydown', (event) => {
  if (event.target.id !== 'tg-search' || event.isComposing || !KEYS[event.key] || !list()) return;
  if (event.key === 'Enter' && !chosen()) return; // the form is sent as it is
  event.preventDefault();
  KEYS[event.key]();
});

document.addEventListener('htmx:afterSwap', (event) => {
  if (event.target.id !== 'tg-search-results') return;
  options().forEach((option, index) => {
    option.id ||= `tg-search-option-${index}`;
    option.setAttribute('aria-selected', 'false');
    if (option.matches('a')) option.tabIndex = -1;
  });
  show(document.activeElement === box());
});

document.addEventListener('focusin', (event) => {
  if (!list()) return;
  if (event.target.id === 'tg-search') show(options().length > 0);
  else if (!list().contains(event.target)) show(false);
});

document.addEventListener('pointerdown', (event) => {
  if (list() && !event.target.closest('.tg-search')) show(false);
});
