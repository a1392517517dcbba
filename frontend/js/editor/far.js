// Thousands of boxes from far away: one shape for all, one for each kind of change, one for what is chosen.
import { svg } from '../elements.js';

const KINDS = ['plain', 'area', 'new', 'ended', 'moved', 'renamed', 'merged', 'changed', 'chosen'];

export function farAway() {
  const shapes = Object.fromEntries(KINDS.map((kind) => [kind, svg('path', { class: `tg-far-${kind}`, 'data-mark': kind })]));
  const lines = svg('path', { class: 'tg-far-lines' });
  return {
    layer: svg('g', { class: 'tg-far', 'aria-hidden': 'true' }, lines, KINDS.map((kind) => shapes[kind])),
    draw(layout, store) {
      if (!layout) return;
      const parts = Object.fromEntries(KINDS.map((kind) => [kind, []]));
      for (const { node, x, y, width, height } of layout.boxes) {
        const d = `M${x} ${y}h${width}v${height}h${-width}z`;
        parts[node.mark ?? (node.area ? 'area' : 'plain')].push(d);
        if (store.chosen.has(node.id)) parts.chosen.push(d);
      }
      for (const kind of KINDS) shapes[kind].setAttribute('d', parts[kind].join(''));
      lines.setAttribute('d', layout.lines.map((line) => line.d).join(''));
    },
  };
}
