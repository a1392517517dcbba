// A figure over time: lines, steps, a target, the decisions that moved it. Small: a sparkline.
import { amount, day, moment, number } from '../language.js';
import { svg } from '../elements.js';
import { axisLook, legendLook, mount, plain, tooltip } from './canvas.js';
import { colour, dashes } from './look.js';

const LABELLED_MARKS = 5;
const HEIGHT = 280;

/** Lines may start above zero when all values lie close together; counts and shares else start at zero. */
function floorOf(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > 0 && high - low < low * 0.4 ? null : Math.min(0, low);
}

function targetLine(data) {
  if (!data.target) return [];
  return [
    {
      yAxis: data.target.value,
      name: data.target.label ?? '',
      lineStyle: { color: colour('ended'), type: [6, 4], width: 1.5 },
      label: { formatter: () => plain(data.target.label ?? amount(data.target.value, data.unit)), position: 'insideStartTop', color: colour('ended'), fontSize: 12 },
    },
  ];
}

function decisionLines(data) {
  const marks = data.marks ?? [];
  return marks.map((mark, index) => ({
    xAxis: moment(mark.on),
    name: mark.label,
    url: mark.url,
    lineStyle: { color: colour('line-strong'), type: [2, 3], width: 1 },
    label: {
      show: marks.length <= LABELLED_MARKS,
      formatter: () => plain(mark.label),
      position: 'end',
      distance: [0, 4 + (index % 2) * 14],
      color: colour('ink-soft'),
      fontSize: 11,
    },
  }));
}

function tooltipOf(data) {
  return (points) => {
    const on = new Date(points[0].value[0]).toISOString();
    const lines = points.map((point) => `${point.marker}${plain(point.seriesName)}  {b|${amount(point.value[1], data.unit)}}`);
    const marks = (data.marks ?? []).filter((mark) => mark.on === on.slice(0, 10)).map((mark) => plain(mark.label));
    return [`{b|${day(on)}}`, ...lines, ...marks].join('\n');
  };
}

function option(data, width) {
  const look = axisLook();
  const names = data.series.map((each) => each.name);
  const values = data.series.flatMap((each) => each.points.map((point) => point[1])).filter((value) => value !== null);
  const low = floorOf([...values, ...(data.target ? [data.target.value] : [])]);
  const head = (names.length > 1 ? 30 : 0) + ((data.marks ?? []).length > 0 && data.marks.length <= LABELLED_MARKS ? 36 : 14);
  return {
    grid: { left: 8, right: 24, top: head, bottom: 4, containLabel: true },
    legend: legendLook(names),
    tooltip: { ...tooltip(), trigger: 'axis', formatter: tooltipOf(data), axisPointer: { lineStyle: { color: colour('line-strong') } } },
    xAxis: {
      type: 'time',
      ...look,
      splitLine: { show: false },
      splitNumber: Math.max(2, Math.floor(width / 110)),
      axisLabel: { ...look.axisLabel, hideOverlap: true, formatter: (value) => axisDay(value, data) },
    },
    yAxis: {
      type: 'value',
      ...look,
      min: low ?? undefined,
      scale: low === null,
      axisLine: { show: false },
      splitNumber: 4,
      axisLabel: { ...look.axisLabel, formatter: (value) => (data.unit === '%' ? amount(value, '%') : number(value)) },
    },
    series: data.series.map((each, index) => ({
      type: 'line',
      name: each.name,
      step: each.step ? 'end' : false,
      data: each.points.map(([on, value]) => [moment(on), value]),
      showSymbol: each.points.length <= 30,
      symbol: ['circle', 'rect', 'triangle', 'diamond'][index % 4],
      symbolSize: 6,
      lineStyle: { width: 2.25, type: dashes(index) },
      emphasis: { disabled: true },
      markLine: index === 0 ? { silent: false, symbol: 'none', animation: false, data: [...targetLine(data), ...decisionLines(data)] } : undefined,
    })),
  };
}

/** Years where the whole is long, days where it is short. */
function axisDay(value, data) {
  const all = data.series.flatMap((each) => each.points.map((point) => moment(point[0])));
  const iso = new Date(value).toISOString();
  const years = (Math.max(...all) - Math.min(...all)) / 31557600000;
  if (years < 2) return day(iso);
  return iso.slice(5, 10) === '01-01' || years > 4 ? iso.slice(0, 4) : iso.slice(5, 7) + '/' + iso.slice(0, 4);
}

function spark(body, data) {
  const [width, height, inset] = [160, 36, 4];
  const points = data.series[0].points.filter((point) => point[1] !== null).map(([on, value]) => [moment(on), value]);
  if (points.length === 0) return;
  const target = data.target?.value;
  const values = [...points.map((point) => point[1]), ...(target === undefined ? [] : [target])];
  const scale = (low, high, from, to) => (value) => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from));
  const x = scale(points[0][0], points.at(-1)[0], inset, width - inset);
  const y = scale(Math.min(...values), Math.max(...values), height - inset, inset);
  const step = data.series[0].step;
  const path = points.map(([on, value], index) => (index === 0 ? `M${x(on)} ${y(value)}` : step ? `H${x(on)}V${y(value)}` : `L${x(on)} ${y(value)}`)).join('');
  const last = points.at(-1);
  body.append(
    svg(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, class: 'tg-spark', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      target === undefined ? null : svg('line', { x1: 0, x2: width, y1: y(target), y2: y(target), class: 'tg-spark-target' }),
      svg('path', { d: path, class: 'tg-spark-line' }),
      svg('path', { d: `M${x(last[0])} ${y(last[1])}h0`, class: 'tg-spark-end' }),
    ),
  );
}

export function trend(body, data, figure) {
  if (figure.dataset.size === 'spark') return spark(body, data);
  const height = Number(figure.dataset.height ?? HEIGHT);
  return mount(body, height, (width) => option(data, width), (event) => event.data?.url);
}
