// What every page carries: htmx, Bootstrap's parts, and the program's behaviours.
import htmx from 'htmx.org';
import '@tabler/core/js/src/bootstrap/collapse';
import '@tabler/core/js/src/bootstrap/dropdown';
import '@tabler/core/js/src/bootstrap/offcanvas';
import '@tabler/core/js/src/bootstrap/tab';
import './behaviours/columns.js';
import './behaviours/confirm.js';
import './behaviours/copy.js';
import './behaviours/forms.js';
import './behaviours/picker.js';
import './behaviours/play.js';
import './behaviours/rows.js';
import './behaviours/search.js';
import './behaviours/shortcuts.js';
import './behaviours/toasts.js';
import './behaviours/tree.js';

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
// Pages hold personal data: none is kept in the browser's storage. Going back asks the server again.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.scrollBehavior = 'auto';
// Markup that another script brings, and that htmx is to look after.
document.addEventListener('tg:process', (event) => htmx.process(event.detail));
