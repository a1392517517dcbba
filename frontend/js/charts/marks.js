// The code of change in drawings: the same shapes, words and colours as the classes .tg-mark-….
import { svg } from '../elements.js';
import { say } from '../language.js';

// Drawn in a square of 12 units, as in css/marks.css.
const SHAPES = {
  new: 'M4.5 1h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z',
  ended: 'M2 3.5l1.5-1.5 2.5 2.5 2.5-2.5 1.5 1.5-2.5 2.5 2.5 2.5-1.5 1.5-2.5-2.5-2.5 2.5-1.5-1.5 2.5-2.5z',
  moved: 'M0 5h6.5v-3.5l5.5 4.5-5.5 4.5v-3.5h-6.5z',
  renamed: 'M0 3.5q3-3.5 6-1t6-.5v2.5q-3 3-6 .5t-6 1zM0 8.5q3-3.5 6-1t6-.5v2.5q-3 3-6 .5t-6 1z',
  merged: 'M1 0h2.5l2.5 4 2.5-4h2.5l-3.75 6.5v5.5h-2.5v-5.5z',
  changed: 'M6 1l5.5 10h-11z',
};

// Hatchings for areas and bars: told apart without colour.
const HATCHES = {
  new: 'M4 1.5v5M1.5 4h5',
  ended: 'M0 0l8 8M8 0l-8 8',
  moved: 'M-2 6l8-8M2 10l8-8M-2 14l16-16',
  renamed: 'M0 4q2-3 4 0t4 0',
  merged: 'M-2 2l8 8M2 -2l8 8',
  changed: 'M4 3v2M0 7v2M8 7v2M0 -1v2M8 -1v2',
};

const WORDS = {
  new: say('mới', 'new'),
  ended: say('kết thúc', 'ended'),
  moved: say('chuyển', 'moved'),
  renamed: say('đổi tên', 'renamed'),
  merged: say('hợp nhất', 'merged'),
  changed: say('thay đổi', 'changed'),
};

export const markWord = (mark) => WORDS[mark] ?? '';
export const isMark = (mark) => mark in SHAPES;

/** The sign of a mark, its corner at (x, y). */
export const markShape = (mark, x, y, size = 12) =>
  svg('path', { d: SHAPES[mark], class: 'tg-mark-shape', 'data-mark': mark, transform: `translate(${x} ${y}) scale(${size / 12})` });

/** The hatchings of the marks given, for light and for dark ground, under one drawing's own prefix. */
export const hatchings = (prefix, marks) =>
  svg(
    'defs',
    {},
    [...new Set(marks)].filter(isMark).flatMap((mark) =>
      ['', '-dark'].map((ground) =>
        svg(
          'pattern',
          { id: `${prefix}-${mark}${ground}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
          svg('path', { d: HATCHES[mark], class: 'tg-hatch', 'data-mark': mark, 'data-dark': Boolean(ground) }),
        ),
      ),
    ),
  );

/** One line of a legend: sign and word of each mark that occurs. */
export function markLegend(html, marks) {
  const present = Object.keys(SHAPES).filter((mark) => marks.includes(mark));
  return present.map((mark) => html('li', {}, html('span', { class: `tg-mark tg-mark-${mark}` }, markWord(mark))));
}
