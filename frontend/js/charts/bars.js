// Values by category: upright or lying, side by side or stacked.
import { amount, number } from '../language.js';
import { axisLook, legendLook, mount, plain, tooltip } from './canvas.js';
import { colour, series } from './look.js';
import { widthOf } from './words.js';

const ROW = 30;
const UPRIGHT_HEIGHT = 300;
const LABELLED = 24; // more bars than this carry no numbers
const CLOSE = 8; // more upright bars than this may leave out names

function tooltipOf(data) {
  return (points) => [
    `{b|${plain(data.categories[points[0].dataIndex].label)}}`,
    ...points.map((point) => `${point.marker}${plain(point.seriesName)}  {b|${amount(point.value, data.unit)}}`),
  ].join('\n');
}

function option(data, width) {
  const look = axisLook();
  const single = data.series.length === 1;
  const names = data.series.map((each) => each.name);
  const widest = Math.ceil(Math.max(...data.categories.map((each) => widthOf(each.label, 12)))) + 10;
  const room = data.horizontal ? Math.min(Math.round(width * 0.42), 260, widest) : Math.max(Math.floor(width / data.categories.length) - 16, 40);
  const categories = {
    type: 'category',
    ...look,
    data: data.categories.map((each) => each.label),
    inverse: Boolean(data.horizontal),
    axisTick: { show: false },
    axisLabel: { ...look.axisLabel, color: colour('ink'), width: room, overflow: 'break', lineHeight: 15, interval: data.horizontal || data.categories.length <= CLOSE ? 0 : 'auto', hideOverlap: data.categories.length > CLOSE },
  };
  const values = {
    type: 'value',
    ...look,
    axisLine: { show: false },
    splitNumber: data.horizontal && width < 500 ? 2 : 4,
    axisLabel: { ...look.axisLabel, hideOverlap: true, formatter: (value) => (data.unit === '%' ? amount(value, '%') : number(value)) },
  };
  return {
    grid: { left: 4, right: data.horizontal ? 52 : 12, top: single ? 20 : 44, bottom: 4, containLabel: true },
    legend: { ...legendLook(names), type: width < 500 ? 'scroll' : 'plain' },
    tooltip: { ...tooltip(), trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: 'rgba(28, 36, 41, 0.05)' } }, formatter: tooltipOf(data) },
    xAxis: data.horizontal ? values : categories,
    yAxis: data.horizontal ? categories : values,
    series: data.series.map((each, index) => ({
      type: 'bar',
      name: each.name,
      stack: data.stacked ? 'all' : undefined,
      data: each.values,
      barMaxWidth: 34,
      barCategoryGap: '32%',
      itemStyle: { color: series(index), borderColor: colour('paper'), borderWidth: data.stacked ? 1 : 0 },
      emphasis: { disabled: true },
      label: {
        show: single && data.categories.length <= LABELLED && (data.horizontal || room > 34),
        position: data.horizontal ? 'right' : 'top',
        color: colour('ink'),
        fontSize: 12,
        formatter: (point) => amount(point.value, data.unit === '%' ? '%' : ''),
      },
    })),
  };
}

export function bars(body, data, figure) {
  const thick = data.stacked ? ROW : ROW + (data.series.length - 1) * 12;
  const height = data.horizontal ? data.categories.length * thick + 70 : UPRIGHT_HEIGHT;
  return mount(body, Number(figure.dataset.height ?? height), (width) => option(data, width), (event) => data.categories[event.dataIndex]?.url);
}
