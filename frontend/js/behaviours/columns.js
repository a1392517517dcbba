// The column chooser: <details data-columns-for="ID of a table">; the choice is remembered for the table.
import { html } from '../elements.js';

const place = (table) => `tg-columns:${table.dataset.tgTable || table.id}`;

function remembered(table) {
  try {
    return new Set(JSON.parse(localStorage.getItem(place(table)) ?? 'null') ?? hiddenAtFirst(table));
  } catch {
    return new Set(hiddenAtFirst(table));
  }
}

const headsOf = (table) => [...(table.tHead?.rows[0]?.cells ?? [])];
const hiddenAtFirst = (table) =>
  headsOf(table)
    .filter((head) => head.dataset.columnOptional !== undefined)
    .map((head) => head.dataset.column);

function apply(table, rows = table.rows) {
  const heads = headsOf(table);
  const hidden = remembered(table);
  for (const row of rows) {
    if (row.cells.length !== heads.length) continue; // a row that spans, as the one that loads more
    heads.forEach((head, index) => row.cells[index].toggleAttribute('data-hidden', hidden.has(head.dataset.column)));
  }
}

function offer(details) {
  const table = document.getElementById(details.dataset.columnsFor);
  if (!table || details.querySelector('input')) return;
  const hidden = remembered(table);
  const choices = headsOf(table)
    .filter((head) => head.dataset.column)
    .map((head) =>
      html(
        'label',
        {},
        html('input', { type: 'checkbox', class: 'form-check-input', value: head.dataset.column, checked: !hidden.has(head.dataset.column) }),
        head.textContent.trim(),
      ),
    );
  const panel = details.querySelector(':scope > div') ?? details.appendChild(html('div'));
  panel.append(...choices);
  panel.addEventListener('change', () => {
    const off = [...panel.querySelectorAll('input:not(:checked)')].map((input) => input.value);
    localStorage.setItem(place(table), JSON.stringify(off));
    apply(table);
  });
}

function prepare(root) {
  const tables = root.matches?.('table[data-tg-table]') ? [root] : root.querySelectorAll?.('table[data-tg-table]');
  tables?.forEach((table) => headsOf(table).some((head) => head.dataset.column) && apply(table));
  document.querySelectorAll('details[data-columns-for]').forEach(offer);
}

prepare(document);
document.addEventListener('htmx:load', (event) => {
  const added = event.target;
  const table = added.matches?.('tr') && added.closest('table[data-tg-table]');
  if (table) apply(table, [added]);
  else prepare(added);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') document.querySelector('details.tg-columns[open]')?.removeAttribute('open');
});
document.addEventListener('pointerdown', (event) => {
  document.querySelectorAll('details.tg-columns[open]').forEach((open) => {
    if (!open.contains(event.target)) open.removeAttribute('open');
  });
});
