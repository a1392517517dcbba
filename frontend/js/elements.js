// Small helpers to make elements without markup in strings.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** An HTML element with attributes and children; text is always text, never markup. */
export const html = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);

/** An SVG element with attributes and children. */
export const svg = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

/** A 24-unit line drawing, as the icons of the sprite are. */
export const drawing = (...paths) =>
  svg('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, paths.map((d) => svg('path', { d })));

/** Whether a key press belongs to a field and is no command. */
export const isTyping = (target) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
