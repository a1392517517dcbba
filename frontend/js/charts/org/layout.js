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

/** The shape d3-flextree lays out: nodes, and stacks as single wide leaves. */
function shapeOf(node, tree, level = 0) {
  const shown = tree.shownChildren(node);
  const leaves = shown.filter((child) => tree.shownChildren(child).length === 0);
  leaves.forEach((leaf) => (leaf.folds = tree.canOpen(leaf)));
  const stacks = leaves.length >= (level === 0 ? STACK_FROM : STACK_FROM_BELOW) ? [stackOf(leaves)] : [];
  const single = stacks.length ? shown.filter((child) => !leaves.includes(child)) : shown;
  const children = [...stacks, ...single.map((child) => shapeOf(child, tree, level + 1))];
  return { node, width: BOX_WIDTH, height: measure(node).height, children };
}

/** All boxes on show with their places, the lines between them, and the bounds of the whole. */
export function layOut(tree) {
  const shape = { width: 0, height: -DOWN, children: tree.roots.map((root) => shapeOf(root, tree)) };
  const layout = flextree({ nodeSize: ({ data }) => [data.width + ACROSS, data.height + DOWN], spacing: 4 });
  const root = layout(layout.hierarchy(shape));
  const boxes = [];
  const lines = [];
  root.each((point) => {
    const { data } = point;
    if (data.node) boxes.push({ node: data.node, level: point.depth, x: point.x - data.width / 2, y: point.y, width: BOX_WIDTH, height: data.height });
    if (data.stack) placeStack(point, boxes, lines);
    else if (data.node && point.parent.data.node) lines.push(elbow(point));
  });
  return { boxes, lines, bounds: boundsOf(boxes) };
}

function placeStack(point, boxes, lines) {
  const left = point.x - point.data.width / 2;
  const parent = point.parent;
  const from = [parent.x, parent.y + parent.data.height];
  const bar = point.y - DOWN / 2;
  for (const { node, x, y } of point.data.stack) {
    const { height } = measure(node);
    boxes.push({ node, level: parent.depth + 1, x: left + x, y: point.y + y, width: BOX_WIDTH, height });
    const rail = left + x - INDENT / 2;
    const middle = point.y + y + Math.min(height / 2, 22);
    lines.push({ d: `M${from[0]} ${from[1]}V${bar}H${rail}V${middle}H${left + x}`, x0: Math.min(from[0], rail), x1: Math.max(from[0], left + x), y0: from[1], y1: middle });
  }
}

function elbow(point) {
  const { parent } = point;
  const top = parent.y + parent.data.height;
  return {
    d: `M${parent.x} ${top}V${point.y - DOWN / 2}H${point.x}V${point.y}`,
    x0: Math.min(parent.x, point.x),
    x1: Math.max(parent.x, point.x),
    y0: top,
    y1: point.y,
  };
}

function boundsOf(boxes) {
  if (boxes.length === 0) return { x: 0, y: 0, width: 1, height: 1 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = boxes.reduce((most, box) => Math.max(most, box.x + box.width), -Infinity);
  const bottom = boxes.reduce((most, box) => Math.max(most, box.y + box.height + 12), -Infinity);
  return { x, y, width: right - x, height: bottom - y };
}
