// Colours and the font of charts, read from the stylesheet so that they are named once.

const styles = () => getComputedStyle(document.documentElement);

/** The value of a custom property of the stylesheet. */
export const colour = (name) => styles().getPropertyValue(`--tg-${name}`).trim();

export const FONT = '"Be Vietnam Pro", "Noto Sans", "Segoe UI", system-ui, sans-serif';
export const SERIES = 6;
export const series = (index) => colour(`series-${index % SERIES}`);
/** Lines of a chart differ by dashes as well as by colour. */
export const dashes = (index) => ['solid', [7, 4], [2, 3], [10, 4, 2, 4]][index % 4];

/** Go to a page of this site; an address of another kind is not followed. */
export function follow(url) {
  if (!url) return;
  const target = new URL(url, location.href);
  if (target.origin === location.origin) location.assign(target);
}
