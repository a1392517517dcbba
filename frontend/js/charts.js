// Draws every <figure class="tg-chart" data-chart="KIND"> of a page, at once and after htmx brings more.
import { html } from './elements.js';
import { say } from './language.js';
import { bars } from './charts/bars.js';
import { map } from './charts/map.js';
import { org } from './charts/org.js';
import { sankey } from './charts/sankey.js';
import { strip } from './charts/strip.js';
import { trend } from './charts/trend.js';

const KINDS = { bars, map, org, sankey, strip, trend };
const drawn = new Map(); // figure → function that takes the drawing down

async function dataOf(figure) {
  if (figure.dataset.json) return JSON.parse(document.getElementById(figure.dataset.json).textContent);
  const answer = await fetch(figure.dataset.src, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function place(figure) {
  const found = figure.querySelector(':scope > .tg-chart-body');
  found?.replaceChildren();
  const body = found ?? html('div', { class: 'tg-chart-body' });
  if (!found) figure.insertBefore(body, figure.querySelector(':scope > figcaption') ?? null);
  return body;
}

function failed(figure, body, reason) {
  const again = html('button', { type: 'button', class: 'btn btn-sm' }, say('Thử lại', 'Try again'));
  again.addEventListener('click', () => draw(figure));
  const words = say('Không vẽ được biểu đồ này; số liệu vẫn có trong bảng.', 'This chart could not be drawn; the figures are in the table.');
  body.replaceChildren(html('p', { class: 'tg-chart-failed' }, `${words} (${reason.message}) `, again));
  figure.setAttribute('role', 'group');
}

async function draw(figure) {
  takeDown(figure);
  const body = place(figure);
  drawn.set(figure, () => {});
  figure.setAttribute('aria-busy', 'true');
  try {
    const data = await dataOf(figure);
    if (!figure.isConnected) return;
    drawn.set(figure, KINDS[figure.dataset.chart](body, data, figure) ?? (() => {}));
  } catch (reason) {
    failed(figure, body, reason);
  } finally {
    figure.removeAttribute('aria-busy');
  }
}

function takeDown(figure) {
  drawn.get(figure)?.();
  drawn.delete(figure);
}

function drawAll(root) {
  for (const figure of drawn.keys()) if (!figure.isConnected) takeDown(figure);
  const found = root.matches?.('figure.tg-chart') ? [root] : root.querySelectorAll('figure.tg-chart');
  for (const figure of found) if (KINDS[figure.dataset.chart] && !drawn.has(figure)) draw(figure);
}

document.addEventListener('htmx:load', (event) => drawAll(event.target));
// A chart measures its words, so it waits for the font they are set in.
document.fonts.ready.then(() => drawAll(document));
