// One box of the chart: kind, name, head, posts used and allowed, badges, sign of change, fold button.
import { svg } from '../../elements.js';
import { number, say } from '../../language.js';
import { isMark, markShape, markWord } from '../marks.js';
import { textLines, widthOf, wrap } from '../words.js';

export const BOX_WIDTH = 208;
const INSET = 11;
const SIGN = 18;
const [NAME, SMALL, BADGE] = [13.5, 11.5, 11];
const [NAME_LINE, SMALL_LINE] = [17, 16];

const headWords = (node) => (node.head === undefined ? null : (node.head ?? say('Khuyết người đứng đầu', 'No head at present')));
const postWords = (node) =>
  node.used === undefined && node.allowed === undefined ? null : `${number(node.used ?? 0)}/${node.allowed === null || node.allowed === undefined ? '–' : number(node.allowed)}`;

/** What a box says and how tall that makes it; asked for often, so kept on the node. */
export function measure(node) {
  if (node.measured) return node.measured;
  const width = BOX_WIDTH - 2 * INSET;
  const posts = postWords(node);
  const head = headWords(node);
  const kind = node.kind ? wrap(node.kind, width - (isMark(node.mark) ? SIGN : 0), SMALL) : [];
  const name = wrap(node.name, width - (isMark(node.mark) && kind.length === 0 ? SIGN : 0), NAME, 600);
  const heads = head ? wrap(head, width - (posts ? widthOf(posts, SMALL, 600) + 10 : 0), SMALL) : [];
  const badges = badgeRows(node.badges ?? [], width);
  const low = Math.max(heads.length, posts ? 1 : 0);
  // The foot leaves room for the upper half of the fold button.
  const height = 9 + kind.length * SMALL_LINE + name.length * NAME_LINE + (low ? 3 + low * SMALL_LINE : 0) + badges.length * 21 + (low || badges.length ? 13 : 15);
  node.measured = { kind, name, heads, posts, badges, height, low };
  return node.measured;
}

function badgeRows(badges, width) {
  const rows = [];
  let used = Infinity;
  for (const badge of badges) {
    const wide = Math.min(widthOf(badge.label, BADGE, 500) + 14, width);
    if (used + wide > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1).push({ ...badge, x: used, wide });
    used += wide + 4;
  }
  return rows;
}

/**
 * Draw a node's box at its place: a group of its link and, where it opens, the button that calls `fold`.
 * The link's name is the words in it, so each ends with a space.
 */
export function drawBox(node, place, { level, opens, isOpen, count, fold }) {
  const { kind, name, heads, posts, badges, height, low } = measure(node);
  const marked = isMark(node.mark);
  const link = svg(node.url ? 'a' : 'g', {
    ...(node.url ? { href: node.url } : {}),
    class: 'tg-box',
    role: 'treeitem',
    tabindex: -1,
    'aria-description': marked ? markWord(node.mark) : null,
    'aria-level': level,
    'aria-expanded': opens ? String(isOpen) : null,
    'data-mark': marked ? node.mark : null,
    'data-tier': node.tier ?? null,
  });
  link.append(svg('rect', { width: BOX_WIDTH, height, rx: 3, class: 'tg-box-frame' }), svg('rect', { width: 4, height, class: 'tg-box-edge' }));
  let y = 9;
  if (kind.length) link.append(textLines(kind, INSET, y + 11, SMALL_LINE, { class: 'tg-box-kind' }));
  y += kind.length * SMALL_LINE;
  link.append(textLines(name, INSET, y + 13, NAME_LINE, { class: 'tg-box-name' }));
  y += name.length * NAME_LINE + 3;
  if (heads.length) link.append(textLines(heads, INSET, y + 11, SMALL_LINE, { class: node.head === null ? 'tg-box-vacant' : 'tg-box-head' }));
  if (posts) link.append(svg('text', { x: BOX_WIDTH - INSET, y: y + 11, class: node.used > node.allowed ? 'tg-box-posts tg-box-over' : 'tg-box-posts' }, posts, ' '));
  y += low * SMALL_LINE + 3;
  for (const row of badges) {
    for (const badge of row) {
      link.append(
        svg('rect', { x: INSET + badge.x, y, width: badge.wide, height: 17, rx: 2, class: 'tg-box-badge', 'data-tone': badge.tone }),
        svg('text', { x: INSET + badge.x + 7, y: y + 12.5, class: 'tg-box-badge-word', 'data-tone': badge.tone }, badge.label, ' '),
      );
    }
    y += 21;
  }
  if (marked) link.append(markShape(node.mark, BOX_WIDTH - INSET - 12, 9, 13));
  const button = opens ? foldButton(height, isOpen, count, fold) : null;
  return { link, group: svg('g', { role: 'presentation', transform: `translate(${place.x} ${place.y})` }, link, button) };
}

function foldButton(height, isOpen, count, fold) {
  const words = isOpen ? '−' : `+${number(count)}`;
  const wide = Math.max(22, widthOf(words, 11.5, 600) + 12);
  const button = svg(
    'g',
    { class: 'tg-box-fold', 'aria-hidden': 'true', transform: `translate(${BOX_WIDTH / 2} ${height})` },
    svg('rect', { x: -wide / 2 - 4, y: -14, width: wide + 8, height: 28, class: 'tg-box-fold-area' }),
    svg('rect', { x: -wide / 2, y: -9, width: wide, height: 18, rx: 9 }),
    svg('text', { y: 4.5 }, words),
  );
  button.addEventListener('click', fold);
  return button;
}
