// The workspace of a scenario: tree, chart and panel over one store, every edit one request.
import { Chart } from './editor/chart.js';
import { Commands } from './editor/commands.js';
import { Dialogs } from './editor/dialogs.js';
import { Dragging } from './editor/dragging.js';
import { watchKeys } from './editor/keys.js';
import { Outline } from './editor/outline.js';
import { Panel } from './editor/panel.js';
import { Server } from './editor/server.js';
import { Store } from './editor/store.js';

const root = document.getElementById('tg-editor');

function start() {
  const config = JSON.parse(document.getElementById('tg-editor-config').textContent);
  const store = new Store(config);
  const server = new Server(store, config);
  const dialogs = new Dialogs(store, server);
  const commands = new Commands(store, server, dialogs);
  const chart = new Chart(document.getElementById('tg-stage'), store, commands);
  const outline = new Outline(document.getElementById('tg-outline'), store, commands);
  const panel = new Panel(root, store, server, commands);
  new Dragging(root, store, commands, chart);
  commands.reveal = (id) => {
    outline.reveal(id);
    chart.reveal(id);
  };
  watchKeys(root, store, commands);
  server.open().finally(() => {
    root.removeAttribute('aria-busy');
    document.getElementById('tg-wait')?.remove();
    panel.ready();
  });
}

if (root) document.fonts.ready.then(start); // boxes are measured in the font they are set in
