// ECharts with only the parts that are used, in the program's look; shared by trend, bars and sankey.
import { BarChart, LineChart, SankeyChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { html } from '../elements.js';
import { reducedMotion } from '../language.js';
import { FONT, colour, follow, series } from './look.js';

use([BarChart, LineChart, SankeyChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const PRINT_WIDTH = 680; // pixels across the text of an A4 page

/** Options every chart shares. Tooltips are drawn, not written as markup: the site allows no inline style. */
const common = () => ({
  color: [0, 1, 2, 3, 4, 5].map(series),
  textStyle: { fontFamily: FONT, color: colour('ink') },
  animation: !reducedMotion(),
  animationDuration: 300,
  tooltip: tooltip(),
});

export const tooltip = () => ({
  renderMode: 'richText',
  confine: true,
  backgroundColor: colour('paper'),
  borderColor: colour('line-strong'),
  borderWidth: 1,
  padding: [8, 12],
  shadowBlur: 0,
  textStyle: { fontFamily: FONT, fontSize: 13, color: colour('ink'), lineHeight: 20, rich: { b: { fontWeight: 600, fontSize: 13, lineHeight: 20, color: colour('ink') } } },
});

export const axisLook = () => ({
  axisLine: { lineStyle: { color: colour('line-strong') } },
  axisTick: { lineStyle: { color: colour('line-strong') } },
  axisLabel: { fontFamily: FONT, fontSize: 12, color: colour('ink-soft') },
  splitLine: { lineStyle: { color: colour('line') } },
});

export const legendLook = (names) => ({
  show: names.length > 1,
  top: 0,
  left: 0,
  itemWidth: 22,
  itemHeight: 10,
  itemGap: 16,
  data: names,
  textStyle: { fontFamily: FONT, fontSize: 13, color: colour('ink') },
});

/** Mark-up of rich text would be read from names; its braces are made plain. */
export const plain = (text) => String(text).replace(/[{}]/g, ' ');

/** Draw `option(width)` into `body`, again whenever its width changes; a click opens `urlOf(event)`. */
export function mount(body, height, option, urlOf = () => null) {
  const place = body.appendChild(html('div', { class: 'tg-chart-canvas' }));
  place.style.height = `${height}px`;
  const chart = init(place, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, devicePixelRatio) });
  let width = 0;
  const redraw = () => {
    width = place.clientWidth;
    chart.resize({ width, height });
    chart.setOption({ ...common(), ...option(width) }, { notMerge: true });
  };
  redraw();
  chart.on('click', (event) => follow(urlOf(event)));
  chart.on('mouseover', (event) => place.classList.toggle('tg-opens', Boolean(urlOf(event))));
  chart.on('mouseout', () => place.classList.remove('tg-opens'));

  const watch = new ResizeObserver(() => place.clientWidth && place.clientWidth !== width && redraw());
  watch.observe(place);
  const toPaper = () => {
    chart.resize({ width: PRINT_WIDTH, height });
    chart.setOption({ ...common(), ...option(PRINT_WIDTH), animation: false }, { notMerge: true });
  };
  addEventListener('beforeprint', toPaper);
  addEventListener('afterprint', redraw);
  return () => {
    removeEventListener('beforeprint', toPaper);
    removeEventListener('afterprint', redraw);
    watch.disconnect();
    chart.dispose();
  };
}
