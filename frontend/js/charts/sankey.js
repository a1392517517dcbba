// Who and what goes where. Bodies before and after are different nodes, also when they keep their name.
import { number } from '../language.js';
import { mount, plain, tooltip } from './canvas.js';
import { colour, series } from './look.js';
import { isMark, markWord } from './marks.js';
import { wrap } from './words.js';

const ROW = 60;

function option(data, width) {
  const names = new Map(data.nodes.map((node) => [node.id, node.name]));
  const sources = new Set(data.links.map((link) => link.source));
  const room = Math.min(Math.round(width * 0.28), 230);
  const label = (node) => wrap(plain(node.name), room, 12.5, 400).join('\n');
  return {
    tooltip: {
      ...tooltip(),
      formatter: ({ dataType, data: part, value }) =>
        dataType === 'edge'
          ? [`{b|${plain(names.get(part.source))} → ${plain(names.get(part.target))}}`, `${number(part.value)}${isMark(part.mark) ? ` · ${markWord(part.mark)}` : ''}`].join('\n')
          : `{b|${plain(part.name)}}\n${number(value)}`,
    },
    series: [
      {
        type: 'sankey',
        left: 2,
        right: room + 12,
        top: 10,
        bottom: 10,
        nodeWidth: 12,
        nodeGap: 16,
        draggable: false,
        emphasis: { focus: 'adjacency' },
        data: data.nodes.map((node) => ({
          ...node,
          itemStyle: { color: sources.has(node.id) ? series(0) : colour('ink'), borderWidth: 0 },
          label: { formatter: label(node) },
        })),
        links: data.links.map((link) => ({
          ...link,
          lineStyle: { color: isMark(link.mark) ? colour(link.mark) : series(0), opacity: isMark(link.mark) ? 0.42 : 0.22 },
        })),
        lineStyle: { curveness: 0.5 },
        label: { color: colour('ink'), fontSize: 12.5, lineHeight: 16, position: 'right' },
      },
    ],
  };
}

export function sankey(body, data, figure) {
  const targets = new Set(data.links.map((link) => link.target));
  const rows = Math.max(targets.size, data.nodes.length - targets.size);
  const height = Math.max(240, rows * ROW + 20);
  return mount(body, Number(figure.dataset.height ?? height), (width) => option(data, width), (event) => event.data?.url);
}
