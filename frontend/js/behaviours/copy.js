// [data-copy="text"], or data-copy="#id" for the text of an element: puts it on the clipboard.
import { say } from '../language.js';
import { toast } from './toasts.js';

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const wanted = button.dataset.copy;
  const text = wanted.startsWith('#') ? document.querySelector(wanted)?.textContent.trim() : wanted;
  try {
    await navigator.clipboard.writeText(text);
    toast(say('Đã sao chép.', 'Copied.'), 'success');
  } catch {
    toast(say('Trình duyệt không cho sao chép; hãy chọn và chép bằng tay.', 'The browser refused; select and copy by hand.'), 'warning');
  }
});
