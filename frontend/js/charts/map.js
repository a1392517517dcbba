// A map of areas coloured by a figure: links that work by keyboard, a card, a legend, signs of change.
import { geoPath, geoTransform } from 'd3-geo';
import { html, svg } from '../elements.js';
import { amount, say } from '../language.js';
import { describe, makeCard } from './card.js';
import { roving } from './focus.js';
import { hatchings, isMark, markLegend, markShape, markWord } from './marks.js';
import { viewport, fit } from './viewport.js';
import { widthOf, wrap } from './words.js';

const WIDTH = 960;
const SHADES = 6;
const DARK_FROM = 3; // shades on which words are white
const [LABEL, LINE] = [11.5, 13];
const remembered = new Map(); // figure id → transform, so that playing through time does not jump
const beside = new Map(); // name of a view → what moves the maps that share it
let drawings = 0;

// Planar Mercator: unlike a spherical projection it does not care which way a ring turns.
const mercator = (latitude) => (Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) * 180) / Math.PI;

/** `bounds` (west, south, east, north) keeps two maps of one land in one view; without it the features fill the drawing. */
function projection(features, bounds) {
  const raw = geoPath(geoTransform({ point(x, y) { this.stream.point(x, -mercator(y)); } })); // prettier-ignore
  const [[left, top], [right, bottom]] = raw.bounds(bounds ? corners(bounds) : features);
  const scale = WIDTH / Math.max(right - left, (bottom - top) * 0.9, 1e-9);
  const place = ([x, y]) => [(x - left) * scale, (-mercator(y) - top) * scale];
  const path = geoPath(geoTransform({ point(x, y) { this.stream.point(...place([x, y])); } })).digits(1); // prettier-ignore
  return { path, place, width: (right - left) * scale, height: (bottom - top) * scale };
}

const corners = ([west, south, east, north]) => ({ type: 'MultiPoint', coordinates: [[west, south], [east, north]] });

/** Which class of the legend a value falls in; the last class keeps its upper end. */
function classOf({ value, class: given }, classes) {
  if (Number.isInteger(given)) return given;
  if (value === null || value === undefined) return null;
  const index = classes.findIndex((each) => (each.from ?? -Infinity) <= value && value < (each.to ?? Infinity));
  return index === -1 && classes.length > 0 && value === classes.at(-1).to ? classes.length - 1 : index === -1 ? null : index;
}

/** Five and six classes use the whole range of shades; fewer leave out the darkest. */
function shadeOf(index, count) {
  if (index === null) return 'none';
  return count === 1 ? DARK_FROM : Math.round((index * Math.min(SHADES - 1, count + 1)) / (count - 1));
}

const isDark = (shade) => shade >= DARK_FROM;

const labelOf = ({ name, shown, mark }) => [name, shown, isMark(mark) ? markWord(mark) : ''].filter(Boolean).join(': ');

function area(feature, { path, classes, prefix, card, legend, outline }) {
  const { properties } = feature;
  const d = path(feature);
  const shade = shadeOf(classOf(properties, classes), classes.length);
  const shape = svg('path', { d, class: 'tg-map-area', 'data-shade': shade });
  const link = svg(properties.url ? 'a' : 'g', {
    ...(properties.url ? { href: properties.url } : { role: 'img' }),
    class: 'tg-map-unit',
    tabindex: -1,
    'aria-label': labelOf(properties),
  }, shape);
  if (isMark(properties.mark)) link.append(svg('path', { d, class: 'tg-map-hatch', fill: `url(#${prefix}-${properties.mark}${isDark(shade) ? '-dark' : ''})` }));
  // Neighbours drawn later would cover half the edge of an area, so its outline is drawn above all.
  const mark = (event) => outline.setAttribute('d', event.type.endsWith('leave') || event.type === 'blur' ? '' : d);
  for (const kind of ['pointerenter', 'pointerleave', 'focus', 'blur']) link.addEventListener(kind, mark);
  const shown = properties.shown || legend?.none || say('không có số liệu', 'no figure');
  describe(link, card, () => ({ title: properties.name, rows: [shown], mark: isMark(properties.mark) ? properties.mark : null }));
  return link;
}

/** Names where they fit their area, the larger areas first; they keep their size when the map grows. */
function labels(layer, units) {
  const ordered = [...units].sort((one, other) => other.size - one.size);
  return ({ x, y, k }) => {
    const taken = [];
    layer.replaceChildren(
      ...ordered.flatMap(({ name, centre, box, mark, dark }) => {
        const lines = wrap(name, Math.max(48, box.width * k - 4), LABEL, 500);
        const width = Math.max(...lines.map((line) => widthOf(line, LABEL, 500)));
        const height = lines.length * LINE;
        const [cx, cy] = [centre[0] * k + x, centre[1] * k + y];
        const sign = isMark(mark) ? [svg('g', { class: 'tg-map-sign' }, markShape(mark, cx - 6, cy - 6))] : [];
        const room = { left: cx - width / 2, right: cx + width / 2, top: cy - height / 2, bottom: cy + height / 2 };
        const fits = width <= box.width * k * 0.94 && height <= box.height * k * 0.8;
        const free = taken.every((other) => room.right < other.left || room.left > other.right || room.bottom < other.top || room.top > other.bottom);
        if (!fits || !free) return sign;
        taken.push(room);
        const above = sign.length ? 8 : 0;
        sign[0]?.setAttribute('transform', `translate(0 ${-height / 2 - 2})`);
        return [...sign, svg('text', { x: cx, y: cy - height / 2 + 10 + above, class: 'tg-map-label', 'data-dark': dark }, lines.map((line, index) => svg('tspan', { x: cx, dy: index ? LINE : 0 }, line)))];
      }),
    );
  };
}

function legendOf(data, marks) {
  const { legend = {}, schematic } = data;
  const classes = legend.classes ?? [];
  const swatch = (shade, words) => html('li', {}, html('span', { class: 'tg-swatch', 'data-shade': shade }), words);
  const words = (each) => each.label ?? `${amount(each.from)}–${amount(each.to)}`;
  const missing = data.features.features.some(({ properties }) => classOf(properties, classes) === null);
  return html(
    'div',
    { class: 'tg-legend' },
    legend.title ? html('strong', {}, legend.unit ? `${legend.title} (${legend.unit})` : legend.title) : null,
    html(
      'ul',
      {},
      classes.map((each, index) => swatch(shadeOf(index, classes.length), words(each))),
      missing && classes.length > 0 ? swatch('none', legend.none ?? say('không có số liệu', 'no figure')) : null,
      markLegend(html, marks),
    ),
    schematic ? html('p', { class: 'tg-schematic' }, say('Sơ đồ: ranh giới dựng quanh tọa độ, không phải địa giới thật.', 'Schematic: cells drawn around coordinates, not real boundaries.')) : null,
  );
}

function points(data, place) {
  return (data.points ?? []).map((point) => {
    const [x, y] = place([point.lon ?? point.x, point.lat ?? point.y]);
    return svg('path', { d: `M${x} ${y}h0`, class: 'tg-map-point' }, svg('title', {}, point.name ?? point.label ?? ''));
  });
}

export function map(body, data, figure) {
  const features = data.features;
  const { path, place, width, height } = projection(features, data.bounds);
  const prefix = `tg-map-${(drawings += 1)}`;
  const marks = features.features.map(({ properties }) => properties.mark).filter(isMark);
  const frame = svg('svg', { class: 'tg-map', viewBox: `0 0 ${WIDTH} ${Math.max(height, 320)}`, role: 'group' });
  const ground = svg('g');
  const names = svg('g', { 'aria-hidden': 'true' });
  const tools = html('div', { class: 'tg-chart-tools' });
  const stage = html('div', { class: 'tg-stage' }, frame, tools);
  const card = makeCard(stage);
  body.append(stage, legendOf(data, marks));
  figure.setAttribute('role', 'group');

  const outline = svg('path', { class: 'tg-map-outline' });
  const context = { outline, path, prefix, card, legend: data.legend, classes: data.legend?.classes ?? [] };
  const links = features.features.map((feature) => area(feature, context));
  frame.append(hatchings(prefix, marks), svg('g', {}, ground), names);
  ground.append(...links, outline, ...points(data, place));

  const units = features.features.map((feature) => {
    const [[left, top], [right, bottom]] = path.bounds(feature);
    return { name: feature.properties.name, mark: feature.properties.mark, dark: isDark(shadeOf(classOf(feature.properties, context.classes), context.classes.length)), centre: centreOf(feature, path), box: { width: right - left, height: bottom - top }, size: path.area(feature) };
  });
  const centres = units.map((unit) => unit.centre);
  roving(frame, links, (index) => centres[index]);

  // The view is measured in the drawing's own units; words are set for the size on screen.
  const write = labels(names, units);
  const onScreen = () => frame.clientWidth / WIDTH || 1;
  const high = Math.max(height, 320);
  let now = null;
  const draw = (transform) => {
    now = transform;
    ground.setAttribute('transform', transform);
    const size = onScreen();
    names.setAttribute('transform', `scale(${1 / size})`);
    write({ x: transform.x * size, y: transform.y * size, k: transform.k * size });
    if (figure.id) remembered.set(figure.id, transform);
    for (const each of shared) if (each !== follow) each(transform);
  };
  const shared = sharing(figure.dataset.view);
  const follow = (transform) => String(transform) !== String(now) && view.show(transform, true);
  const home = () => fit({ x: 0, y: 0, width, height }, WIDTH, high, 1, 8);
  const view = viewport(frame, tools, { onMove: draw, home, extent: [0.5, 24], bounds: [[-200, -200], [WIDTH + 200, high + 200]] });
  view.show(remembered.get(figure.id) ?? home(), true);
  shared.add(follow);
  const watch = new ResizeObserver(() => now && draw(now));
  watch.observe(frame);
  return () => {
    watch.disconnect();
    shared.delete(follow);
  };
}

/** The maps drawn so far that move together with this one; a set of its own for a map that has no `data-view`. */
function sharing(name) {
  if (!name) return new Set();
  if (!beside.has(name)) beside.set(name, new Set());
  return beside.get(name);
}

/** The middle of the largest part: islands do not pull a name into the sea. */
function centreOf(feature, path) {
  if (feature.geometry.type !== 'MultiPolygon') return path.centroid(feature);
  const parts = feature.geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
  return path.centroid(parts.reduce((most, part) => (path.area(part) > path.area(most) ? part : most)));
}
