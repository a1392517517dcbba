// Tables by keyboard: arrows go from a row's link to the next row's; a wide table can be scrolled by keys.

const linkOf = (row) => row?.querySelector('a[data-row-link], a[href]');

function neighbour(row, back) {
  let next = row;
  do next = back ? next.previousElementSibling : next.nextElementSibling;
  while (next && !linkOf(next));
  return next;
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const link = event.target.closest?.('table[data-tg-table] tbody a[href]');
  if (!link) return;
  const row = link.closest('tr');
  const rows = row.parentElement.rows;
  const wanted = {
    ArrowDown: () => neighbour(row, false),
    ArrowUp: () => neighbour(row, true),
    Home: () => rows[0],
    End: () => rows[rows.length - 1],
  }[event.key];
  if (!wanted) return;
  event.preventDefault();
  linkOf(wanted())?.focus();
});

function makeScrollable(root) {
  root.querySelectorAll?.('.tg-table-wrap').forEach((wrap) => {
    if (wrap.tabIndex === 0 || wrap.querySelector('a[href], button, input')) return;
    wrap.tabIndex = 0;
    wrap.setAttribute('role', 'region');
    const caption = wrap.querySelector('caption')?.textContent.trim();
    if (caption) wrap.setAttribute('aria-label', caption);
  });
}

makeScrollable(document);
document.addEventListener('htmx:load', (event) => makeScrollable(event.target));
