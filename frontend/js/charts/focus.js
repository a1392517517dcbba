// One stop of the Tab key for a drawing of many parts; the arrow keys go to the nearest part in a direction.

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The index of the nearest point in a direction: distance counts, leaving the direction counts double. */
export function nearest(points, from, [dx, dy]) {
  let best = -1;
  let least = Infinity;
  points.forEach(([x, y], index) => {
    const [along, aside] = [(x - from[0]) * dx + (y - from[1]) * dy, Math.abs((x - from[0]) * dy - (y - from[1]) * dx)];
    if (along <= 1e-6 || aside > along * 2.5) return;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [index, cost];
  });
  return best;
}

/** Make `parts` inside `root` reachable: Tab enters, arrows move by `placeOf(index)`, Home and End. */
export function roving(root, parts, placeOf) {
  let current = 0;
  if (parts.length === 0) return;
  const points = parts.map((_, index) => placeOf(index));
  const set = (index) => {
    parts[current].setAttribute('tabindex', -1);
    current = index;
    parts[current].setAttribute('tabindex', 0);
  };
  set(0);
  root.addEventListener('focusin', (event) => {
    const index = parts.indexOf(event.target);
    if (index !== -1) set(index);
  });
  root.addEventListener('keydown', (event) => {
    let next = -1;
    if (DIRECTIONS[event.key]) next = nearest(points, points[current], DIRECTIONS[event.key]);
    else if (event.key === 'Home') next = 0;
    else if (event.key === 'End') next = parts.length - 1;
    else return;
    event.preventDefault();
    if (next !== -1) parts[next].focus();
  });
}
