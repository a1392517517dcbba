// Moving and enlarging a drawing: drag, wheel once it is in use, buttons, and the keys + − 0.
import { select } from 'd3-selection';
import { zoom, zoomIdentity } from 'd3-zoom';
import 'd3-transition';
import { drawing, html } from '../elements.js';
import { reducedMotion, say } from '../language.js';

const PLUS = ['M12 5v14', 'M5 12h14'];
const MINUS = ['M5 12h14'];
const WHOLE = ['M4 8v-2a2 2 0 0 1 2 -2h2', 'M4 16v2a2 2 0 0 0 2 2h2', 'M16 4h2a2 2 0 0 1 2 2v2', 'M16 20h2a2 2 0 0 0 2 -2v-2'];
const FACTOR = 1.5;

/**
 * Make `root` (an svg) movable. `onMove(transform)` draws; `home()` gives the transform that shows all.
 * The wheel enlarges only after a click or focus inside, or with Ctrl, so that a page can be scrolled past.
 */
export function viewport(root, tools, { onMove, home, extent = [0.05, 8], bounds = null }) {
  let inUse = false;
  const behaviour = zoom()
    .scaleExtent(extent)
    .filter((event) => (event.type === 'wheel' ? inUse || event.ctrlKey || root.contains(document.activeElement) : !event.button))
    .on('zoom', (event) => onMove(event.transform));
  if (bounds) behaviour.translateExtent(bounds);
  const selection = select(root).call(behaviour).on('dblclick.zoom', null);
  root.addEventListener('pointerdown', () => (inUse = true));
  root.addEventListener('pointerleave', () => (inUse = false));

  const moving = () => (reducedMotion() ? selection : selection.transition().duration(200));
  const grow = (by) => moving().call(behaviour.scaleBy, by);
  const show = (transform, atOnce = false) => (atOnce ? selection : moving()).call(behaviour.transform, transform);
  const whole = () => show(home());

  const button = (label, action, paths) => {
    const made = html('button', { type: 'button', class: 'btn btn-icon btn-sm', 'aria-label': label, title: label }, drawing(...paths));
    made.addEventListener('click', action);
    return made;
  };
  tools.append(
    button(say('Phóng to', 'Zoom in'), () => grow(FACTOR), PLUS),
    button(say('Thu nhỏ', 'Zoom out'), () => grow(1 / FACTOR), MINUS),
    button(say('Xem toàn bộ', 'Show all'), whole, WHOLE),
  );
  root.addEventListener('keydown', (event) => {
    const action = { '+': () => grow(FACTOR), '=': () => grow(FACTOR), '-': () => grow(1 / FACTOR), 0: whole }[event.key];
    if (!action || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    action();
  });
  return { show, identity: zoomIdentity };
}

/** The transform that shows a box {x, y, width, height} in a view of a size, not larger than `most`. */
export function fit(box, width, height, most = 1, inset = 16) {
  const scale = Math.min((width - 2 * inset) / box.width, (height - 2 * inset) / box.height, most);
  return zoomIdentity
    .translate(width / 2 - (box.x + box.width / 2) * scale, height / 2 - (box.y + box.height / 2) * scale)
    .scale(scale);
}
