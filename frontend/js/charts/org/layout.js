// Where each box stands: a tidy tree, wide groups of boxes without branches stacked in columns.
//
// The tree is laid out by d3-flextree (A. van der Ploeg, "Drawing non-layered tidy trees in linear time", 2014).
import { flextree } from 'd3-flextree';
import { BOX_WIDTH, measure } from './box.js';

const [ACROSS, DOWN] = [18, 44];
const ROW = 12;
const INDENT = 20;
const STACK_FROM = 6; // so many leaves under one body are stacked,
const STACK_FROM_BELOW = 3; // and fewer where the body itself stands below the top
const STACK_ROWS = 9;
const SHELF_ASPECT = 1.5; // width to height that shelves come near to

/** A stack's columns: boxes one under another, a rail on the left of each column. */
function stackOf(nodes) {
  const columns = Math.ceil(nodes.length / STACK_ROWS);
  const rows = Math.ceil(nodes.length / columns);
  const places = [];
  let height = 0;
  for (let column = 0; column < columns; column += 1) {
    let y = 0;
    for (const node of nodes.slice(column * rows, (column + 1) * rows)) {
      places.push({ node, x: column * (BOX_WIDTH + INDENT + ACROSS) + INDENT, y });
      y += measure(node).height + ROW + (node.folds ? 8 : 0);
    }
    height = Math.max(height, y - ROW);
  }
  return { stack: places, width: columns * (BOX_WIDTH + INDENT + ACROSS) - ACROSS, height };
}

/**
 * The shape d3-flextree lays out: nodes, and stacks and shelves as single wide leaves.
 * A branch in which nothing changed keeps its shape, and so what was laid out of it.
 */
function shapeOf(node, tree, shelves, level = 0) {
  const shown = tree.shownChildren(node);
  const leaves = shown.filter((child) => tree.shownChildren(child).length === 0);
  leaves.forEach((leaf) => (leaf.folds = tree.canOpen(leaf)));
  const stacked = leaves.length >= (level === 0 ? STACK_FROM : STACK_FROM_BELOW) ? leaves : [];
  const single = stacked.length ? shown.filter((child) => !leaves.includes(child)) : shown;
  const below = single.map((child) => shapeOf(child, tree, shelves, level + 1));
  const parts = [node, ...stacked, ...stacked.map((leaf) => leaf.folds), ...below];
  tree.shapes ??= new Map();
  const last = tree.shapes.get(node.id);
  if (last && last.parts.length === parts.length && last.parts.every((part, index) => part === parts[index])) return last.shape;
  const children = [...(stacked.length ? [stackOf(stacked)] : []), ...(below.length > shelves ? [shelfOf(below)] : below)];
  const shape = { node, width: BOX_WIDTH, height: measure(node).height, children };
  tree.shapes.set(node.id, { parts, shape });
  return shape;
}

const flex = flextree({ nodeSize: ({ data }) => [data.width + ACROSS, data.height + DOWN], spacing: 4 });
const known = new WeakMap(); // shape → what was laid out of it

/** A shape laid out by itself, with how far it reaches. */
function laidOut(shape) {
  if (known.has(shape)) return known.get(shape);
  const root = flex(flex.hierarchy(shape));
  let [left, right, bottom] = [Infinity, -Infinity, 0];
  root.each(({ x, y, data }) => {
    left = Math.min(left, x - data.width / 2);
    right = Math.max(right, x + data.width / 2);
    bottom = Math.max(bottom, y + data.height);
  });
  const points = root.descendants().map(({ x, y, depth, data, parent }) => ({ x, y, depth, data, above: parent && { x: parent.x, bottom: parent.y + parent.data.height, depth: parent.depth, node: parent.data.node } }));
  const result = { points, middle: root.x, left, width: right - left, height: bottom };
  known.set(shape, result);
  return result;
}

/** Many open branches under one body: laid out each by itself, put on shelves one under another. */
function shelfOf(shapes) {
  const parts = shapes.map(laidOut);
  const area = parts.reduce((sum, part) => sum + (part.width + ACROSS) * (part.height + DOWN), 0);
  const most = Math.max(...parts.map((part) => part.width), Math.sqrt(area * SHELF_ASPECT));
  const places = [];
  let [x, y, high, wide] = [0, 0, 0, 0];
  for (const part of parts) {
    if (x > 0 && x + part.width > most) {
      y += high + DOWN;
      [x, high] = [0, 0];
    }
    places.push({ part, x: x + INDENT, y });
    x += part.width + 2 * ACROSS;
    wide = Math.max(wide, x - 2 * ACROSS + INDENT);
    high = Math.max(high, part.height);
  }
  return { shelf: places, width: wide, height: y + high };
}

/**
 * All boxes on show with their places, the lines between them, and the bounds of the whole.
 * More than `shelves` open branches under one body are put on shelves instead of side by side.
 */
export function layOut(tree, { shelves = Infinity } = {}) {
  const shape = { width: 0, height: -DOWN, children: tree.roots.map((root) => shapeOf(root, tree, shelves)) };
  const boxes = [];
  const lines = [];
  place(laidOut(shape), [0, 0], 0, boxes, lines);
  return { boxes, lines, bounds: boundsOf(boxes) };
}

/** Put what was laid out where it belongs. */
function place({ points }, [dx, dy], depth, boxes, lines) {
  for (const { x, y, depth: level, data, above } of points) {
    const at = { x: x + dx, y: y + dy, data };
    const from = above && { x: above.x + dx, y: above.bottom + dy, level: depth + above.depth };
    if (data.node) boxes.push({ node: data.node, level: depth + level, x: at.x - data.width / 2, y: at.y, width: BOX_WIDTH, height: data.height });
    if (data.stack) placeStack(at, from, boxes, lines);
    else if (data.shelf) placeShelf(at, from, boxes, lines);
    else if (data.node && above?.node) lines.push(elbow(at, from));
  }
}

/** A rail on the left of the shelves, from it a bar over each shelf, from that a drop to each branch. */
function placeShelf({ x: middle, y: top, data }, from, boxes, lines) {
  const left = middle - data.width / 2;
  for (const { part, x, y } of data.shelf) {
    const [dx, dy] = [left + x - part.left, top + y];
    place(part, [dx, dy], from.level + 1, boxes, lines);
    const drop = part.middle + dx;
    const way = y === 0 ? '' : `H${left}V${dy - DOWN / 2}`;
    lines.push({
      d: `M${from.x} ${from.y}V${top - DOWN / 2}${way}H${drop}V${dy}`,
      x0: Math.min(from.x, drop, y === 0 ? drop : left),
      x1: Math.max(from.x, drop),
      y0: from.y,
      y1: dy,
    });
  }
}

function placeStack({ x: middle, y: top, data }, from, boxes, lines) {
  const left = middle - data.width / 2;
  for (const { node, x, y } of data.stack) {
    const { height } = measure(node);
    boxes.push({ node, level: from.level + 1, x: left + x, y: top + y, width: BOX_WIDTH, height });
    const rail = left + x - INDENT / 2;
    const beside = top + y + Math.min(height / 2, 22);
    lines.push({ d: `M${from.x} ${from.y}V${top - DOWN / 2}H${rail}V${beside}H${left + x}`, x0: Math.min(from.x, rail), x1: Math.max(from.x, left + x), y0: from.y, y1: beside });
  }
}

const elbow = (at, from) => ({
  d: `M${from.x} ${from.y}V${at.y - DOWN / 2}H${at.x}V${at.y}`,
  x0: Math.min(from.x, at.x),
  x1: Math.max(from.x, at.x),
  y0: from.y,
  y1: at.y,
});

function boundsOf(boxes) {
  if (boxes.length === 0) return { x: 0, y: 0, width: 1, height: 1 };
  const x = boxes.reduce((least, box) => Math.min(least, box.x), Infinity);
  const y = boxes.reduce((least, box) => Math.min(least, box.y), Infinity);
  const right = boxes.reduce((most, box) => Math.max(most, box.x + box.width), -Infinity);
  const bottom = boxes.reduce((most, box) => Math.max(most, box.y + box.height + 12), -Infinity);
  return { x, y, width: right - x, height: bottom - y };
}
