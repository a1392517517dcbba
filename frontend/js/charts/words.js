// Setting words in drawings: measured, wrapped between syllables, never cut inside one.
import { svg } from '../elements.js';
import { FONT } from './look.js';

const context = document.createElement('canvas').getContext('2d');
const widths = new Map();

/** Width of a text in pixels. */
export function widthOf(text, size = 13, weight = 400) {
  const key = `${size}/${weight}/${text}`;
  if (!widths.has(key)) {
    if (widths.size > 20000) widths.clear();
    context.font = `${weight} ${size}px ${FONT}`;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

/** The lines of a text no wider than `width`, broken between words; a single long word stays whole. */
export function wrap(text, width, size = 13, weight = 400) {
  const lines = [];
  let line = '';
  for (const word of String(text).split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && widthOf(longer, size, weight) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/** A text of several lines; (x, y) is the first baseline. */
export const textLines = (lines, x, y, lineHeight, attributes = {}) =>
  svg('text', { x, y, ...attributes }, lines.map((line, index) => svg('tspan', { x, dy: index === 0 ? 0 : lineHeight }, `${line} `)));
