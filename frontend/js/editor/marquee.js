// Choosing all boxes in a rectangle: Shift and drag over the ground of the chart.
import { html } from '../elements.js';

const LEAST = 6; // pixels that make a drag

export function marquee(chart) {
  const band = html('div', { class: 'tg-band', hidden: true });
  chart.stage.append(band);
  let from = null;
  let done = false; // the click that ends a rectangle chooses nothing

  const rectangle = (event) => {
    const stage = chart.stage.getBoundingClientRect();
    const [x0, x1] = [from.x, event.clientX].sort((one, other) => one - other);
    const [y0, y1] = [from.y, event.clientY].sort((one, other) => one - other);
    return { stage, x0, y0, x1, y1 };
  };
  // Before d3-zoom takes the drag for itself.
  chart.stage.addEventListener(
    'pointerdown',
    (event) => {
      done = false;
      if (!event.shiftKey || event.button || chart.at(event.clientX, event.clientY) !== null || !chart.frame.contains(event.target)) return;
      from = { x: event.clientX, y: event.clientY };
      chart.stage.setPointerCapture(event.pointerId);
    },
    { capture: true },
  );
  chart.stage.addEventListener('mousedown', (event) => from && event.stopPropagation(), { capture: true });
  chart.stage.addEventListener('pointermove', (event) => {
    if (!from) return;
    const { stage, x0, y0, x1, y1 } = rectangle(event);
    band.hidden = x1 - x0 + y1 - y0 < LEAST;
    Object.assign(band.style, { left: `${x0 - stage.left}px`, top: `${y0 - stage.top}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` });
  });
  chart.stage.addEventListener('pointerup', (event) => {
    if (!from) return;
    const { x0, y0, x1, y1 } = rectangle(event);
    const drawn = !band.hidden;
    band.hidden = true;
    from = null;
    if (!drawn) return;
    done = true;
    const frame = chart.frame.getBoundingClientRect();
    const [left, top] = chart.transform.invert([x0 - frame.left, y0 - frame.top]);
    const [right, bottom] = chart.transform.invert([x1 - frame.left, y1 - frame.top]);
    const ids = [...chart.boxes.values()].filter((box) => box.x < right && box.x + box.width > left && box.y < bottom && box.y + box.height > top).map((box) => box.node.id);
    chart.store.chooseMany(ids, event.ctrlKey || event.metaKey);
  });
  return { justDone: () => done && !(done = false) };
}
