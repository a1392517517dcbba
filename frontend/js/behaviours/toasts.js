// Messages in a corner: those the page brings, and those a response announces (HX-Trigger: tg:toast).
import { html } from '../elements.js';
import { say } from '../language.js';

const SHOWN_MS = 8000;

function corner() {
  const found = document.querySelector('.tg-toasts');
  if (found) return found;
  const made = html('div', { class: 'tg-toasts', role: 'status', 'aria-live': 'polite' });
  document.body.append(made);
  return made;
}

/** Errors and warnings stay until closed; a message being pointed at or focused stays, too. */
function leaveInTime(message) {
  if (message.matches('.tg-toast-error, .tg-toast-warning')) return;
  const leave = () => (message.matches(':hover, :focus-within') ? setTimeout(leave, SHOWN_MS) : message.remove());
  setTimeout(leave, SHOWN_MS);
}

/** Show a message; tone is note, success, warning or error. */
export function toast(text, tone = 'note') {
  const message = html(
    'div',
    { class: `tg-toast tg-toast-${tone}` },
    html('p', {}, text),
    html('button', { type: 'button', class: 'btn-close', 'data-dismiss': true, 'aria-label': say('Đóng', 'Close') }),
  );
  corner().append(message);
  leaveInTime(message);
}

document.querySelectorAll('.tg-toasts .tg-toast').forEach(leaveInTime);
document.addEventListener('tg:toast', (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));
document.addEventListener('click', (event) => event.target.closest('[data-dismiss]')?.closest('.tg-toast, .alert')?.remove());
document.addEventListener('htmx:sendError', () =>
  toast(say('Không gọi được máy chủ. Hãy kiểm tra kết nối rồi thử lại.', 'The server cannot be reached. Check the connection and try again.'), 'error'),
);
document.addEventListener('htmx:responseError', (event) => {
  const status = event.detail.xhr.status;
  if (status === 403) toast(say('Ông/bà không có quyền xem mục này.', 'You may not see this.'), 'error');
  else toast(say(`Máy chủ không thực hiện được yêu cầu (${status}).`, `The server could not do this (${status}).`), 'error');
});
