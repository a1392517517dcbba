// The time of one thing: lanes of what held when, decisions as ticks, the present moment as a line.
import { html, svg } from '../elements.js';
import { day, moment, say } from '../language.js';
import { describe, makeCard } from './card.js';
import { roving } from './focus.js';
import { hatchings, isMark, markShape } from './marks.js';
import { textLines, widthOf, wrap } from './words.js';

const BAR = 26;
const GAP = 10;
const TEXT = 12.5;
const HEAD = 30;
const TICK = 7;
let drawings = 0;

/** Steps of years that leave each label room. */
function years(from, to, width) {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  const step = [1, 2, 5, 10, 20, 50].find((each) => ((last - first) / each) * 44 <= width) ?? 100;
  const found = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) found.push(year);
  return found;
}

/** The longest beginning of a label in whole words that fits; nothing when not even the first word does. */
function fitting(label, width) {
  const [line = ''] = wrap(label, width, TEXT, 500);
  if (widthOf(line, TEXT, 500) > width) return '';
  if (line === label) return line;
  return wrap(label, width - widthOf(' …', TEXT, 500), TEXT, 500)[0] + ' …';
}

const until = (fact, to) => fact.to ?? to;
const span = (fact) => `${day(fact.from)} – ${fact.to ? day(fact.to) : say('nay', 'now')}`;

function part(item, attributes, ...children) {
  const kind = item.url ? { href: item.url } : { role: 'img' };
  return svg(item.url ? 'a' : 'g', { ...kind, tabindex: -1, ...attributes }, ...children);
}

function factBar(fact, lane, { x, top, to, card, prefix, index }) {
  const [left, right] = [x(moment(fact.from)), x(moment(until(fact, to)))];
  const width = Math.max(right - left - 1, 2);
  const marked = isMark(fact.mark);
  const bar = part(
    fact,
    { class: 'tg-strip-fact', 'data-turn': index % 2, 'data-mark': marked ? fact.mark : null, 'aria-label': `${lane.name}: ${fact.label}, ${span(fact)}` },
    svg('rect', { x: left, y: top, width, height: BAR, rx: 2 }),
    marked ? svg('rect', { x: left, y: top, width, height: BAR, fill: `url(#${prefix}-${fact.mark})`, class: 'tg-strip-hatch' }) : null,
    marked && width > 20 ? markShape(fact.mark, left + 5, top + 8, 10) : null,
  );
  describe(bar, card, () => ({ title: fact.label, rows: [lane.name, span(fact)], mark: marked ? fact.mark : null, note: fact.note }));
  const words = svg('text', { x: left + (marked ? 20 : 8), y: top + 17 }, fitting(fact.label, width - (marked ? 26 : 14)));
  return { bar, words, at: [(left + right) / 2, top] };
}

function tickMark(tick, { x, bottom, card }) {
  const at = x(moment(tick.on));
  const mark = part(
    tick,
    { class: 'tg-strip-tick', 'aria-label': `${day(tick.on)}: ${tick.label}` },
    svg('line', { x1: at, x2: at, y1: HEAD - 4, y2: bottom }),
    svg('path', { d: `M${at} ${HEAD - 16}l${TICK} ${TICK}l${-TICK} ${TICK}l${-TICK} ${-TICK}z` }),
  );
  describe(mark, card, () => ({ title: tick.label, rows: [day(tick.on)], note: tick.note }));
  return { bar: mark, at: [at, 0] };
}

function paint(frame, data, card, width, prefix) {
  const aside = width >= 620;
  const room = aside ? Math.min(200, width * 0.24) : 0;
  const names = data.lanes.map((lane) => wrap(lane.name, aside ? room - 12 : width - 8, TEXT, 500));
  const [from, to] = [moment(data.from), moment(data.to)];
  const x = (at) => room + ((Math.min(Math.max(at, from), to) - from) / (to - from || 1)) * (width - room - 2);

  let top = HEAD + 6;
  const tops = names.map((lines) => {
    const above = aside ? 0 : lines.length * 16 + 2;
    const here = top + above;
    top = here + Math.max(BAR, aside ? lines.length * 16 + 4 : 0) + GAP;
    return here;
  });
  const bottom = top;
  const height = bottom + 22;
  frame.setAttribute('viewBox', `0 0 ${width} ${height}`);
  frame.style.height = `${height}px`;

  const grid = years(data.from, data.to, width - room).flatMap((year) => {
    const at = x(moment(`${year}-01-01`));
    const line = svg('line', { x1: at, x2: at, y1: HEAD, y2: bottom, class: 'tg-strip-grid' });
    return at > width - 18 ? [line] : [line, svg('text', { x: Math.max(at, 18), y: bottom + 15, class: 'tg-strip-year' }, String(year))];
  });
  const laneNames = names.map((lines, index) => textLines(lines, 0, aside ? tops[index] + 17 : tops[index] - 5 - (lines.length - 1) * 16, 16, { class: 'tg-strip-lane' }));
  const ticks = (data.ticks ?? []).map((tick) => tickMark(tick, { x, bottom, card }));
  const facts = data.lanes.flatMap((lane, row) => lane.facts.map((fact, index) => factBar(fact, lane, { x, top: tops[row], to: data.to, card, prefix, index })));
  const now = data.now ? x(moment(data.now)) : null;
  const nowLine = now === null ? [] : [svg('line', { x1: now, x2: now, y1: HEAD - 12, y2: bottom, class: 'tg-strip-now' })];

  const marks = data.lanes.flatMap((lane) => lane.facts.map((fact) => fact.mark));
  frame.replaceChildren(
    hatchings(prefix, marks),
    svg('g', { 'aria-hidden': 'true' }, grid, laneNames),
    ...ticks.map((each) => each.bar),
    ...facts.map((each) => each.bar),
    ...nowLine,
    svg('g', { class: 'tg-strip-words', 'aria-hidden': 'true' }, facts.map((each) => each.words)),
  );
  const all = [...ticks, ...facts];
  return { parts: all.map((each) => each.bar), places: all.map((each) => each.at) };
}

export function strip(body, data, figure) {
  const prefix = `tg-strip-${(drawings += 1)}`;
  const stage = html('div', { class: 'tg-stage tg-strip' });
  body.append(stage);
  const card = makeCard(stage);
  figure.setAttribute('role', 'group');
  let width = 0;
  const draw = () => {
    if (!stage.clientWidth || stage.clientWidth === width) return;
    width = stage.clientWidth;
    // A new frame each time: the listeners of the one before go with it.
    const frame = svg('svg', { role: 'group' });
    const { parts, places } = paint(frame, data, card, width, prefix);
    stage.querySelector(':scope > svg')?.remove();
    stage.prepend(frame);
    roving(frame, parts, (index) => places[index]);
  };
  const watch = new ResizeObserver(draw);
  watch.observe(stage);
  draw();
  return () => watch.disconnect();
}
