// The card beside a pointed-at or focused part of a drawing.
import { html } from '../elements.js';
import { markWord } from './marks.js';

const GAP = 12;

/** A card within `body`; `show` takes lines {title, rows, mark, note} and where to stand in client pixels. */
export function makeCard(body) {
  const card = html('div', { class: 'tg-chart-card', hidden: true, 'aria-hidden': 'true' });
  body.append(card);

  function put(x, y) {
    const frame = body.getBoundingClientRect();
    const [width, height] = [card.offsetWidth, card.offsetHeight];
    const left = Math.min(Math.max(x - frame.left + GAP, 4), Math.max(frame.width - width - 4, 4));
    const below = y - frame.top + GAP;
    const top = below + height > frame.height && below - height - 2 * GAP > 0 ? below - height - 2 * GAP : below;
    card.style.left = `${left}px`;
    card.style.top = `${top}px`;
  }

  return {
    show({ title, rows = [], mark, note }, x, y) {
      card.replaceChildren(
        html('strong', {}, title),
        ...(mark ? [html('span', { class: `tg-mark tg-mark-${mark}` }, markWord(mark))] : []),
        ...rows.map((row) => html('div', {}, row)),
        ...(note ? [html('small', {}, note)] : []),
      );
      card.hidden = false;
      put(x, y);
    },
    hide() {
      card.hidden = true;
    },
  };
}

/** Show the card of a part when it is pointed at or has focus. */
export function describe(part, card, content) {
  part.addEventListener('pointermove', (event) => event.pointerType !== 'touch' && card.show(content(), event.clientX, event.clientY));
  part.addEventListener('pointerleave', card.hide);
  part.addEventListener('focus', () => {
    const box = part.getBoundingClientRect();
    if (part.matches(':focus-visible')) card.show(content(), box.left + box.width / 2, box.top + Math.min(box.height, 40));
  });
  part.addEventListener('blur', card.hide);
}
