// The whole chart small in a corner, with the part in view; a click or drag goes there.
import { svg } from '../../elements.js';

const [WIDTH, HEIGHT] = [168, 104];

export function makeMinimap(goTo) {
  const boxes = svg('path', { class: 'tg-mini-boxes' });
  const view = svg('rect', { class: 'tg-mini-view' });
  const frame = svg('svg', { class: 'tg-mini', 'aria-hidden': 'true', viewBox: `0 0 ${WIDTH} ${HEIGHT}` }, boxes, view);
  let scale = 1;
  let bounds = null;
  let offset = [0, 0];

  const go = (event) => {
    const area = frame.getBoundingClientRect();
    const at = [((event.clientX - area.left) / area.width) * WIDTH, ((event.clientY - area.top) / area.height) * HEIGHT];
    goTo((at[0] - offset[0]) / scale + bounds.x, (at[1] - offset[1]) / scale + bounds.y);
  };
  frame.addEventListener('pointerdown', (event) => {
    frame.setPointerCapture(event.pointerId);
    go(event);
  });
  frame.addEventListener('pointermove', (event) => frame.hasPointerCapture(event.pointerId) && go(event));

  return {
    frame,
    draw(layout) {
      bounds = layout.bounds;
      scale = Math.min((WIDTH - 8) / bounds.width, (HEIGHT - 8) / bounds.height);
      offset = [(WIDTH - bounds.width * scale) / 2, (HEIGHT - bounds.height * scale) / 2];
      const at = (x, y) => [offset[0] + (x - bounds.x) * scale, offset[1] + (y - bounds.y) * scale];
      boxes.setAttribute(
        'd',
        layout.boxes
          .map((box) => {
            const [x, y] = at(box.x, box.y);
            return `M${x.toFixed(1)} ${y.toFixed(1)}h${(box.width * scale).toFixed(1)}v${Math.max(box.height * scale, 1).toFixed(1)}h${(-box.width * scale).toFixed(1)}z`;
          })
          .join(''),
      );
    },
    /** Show which part is in view, and nothing at all when that is everything. */
    frameView(left, top, right, bottom) {
      const x0 = Math.max(offset[0] + (left - bounds.x) * scale, 1);
      const y0 = Math.max(offset[1] + (top - bounds.y) * scale, 1);
      const x1 = Math.min(offset[0] + (right - bounds.x) * scale, WIDTH - 1);
      const y1 = Math.min(offset[1] + (bottom - bounds.y) * scale, HEIGHT - 1);
      for (const [name, value] of Object.entries({ x: x0, y: y0, width: Math.max(x1 - x0, 2), height: Math.max(y1 - y0, 2) })) view.setAttribute(name, value);
      const all = left <= bounds.x && top <= bounds.y && right >= bounds.x + bounds.width && bottom >= bounds.y + bounds.height;
      frame.classList.toggle('tg-mini-needless', all);
    },
  };
}
