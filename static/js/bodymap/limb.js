// @ts-check
/** The shortest way across a limb at a point, as a slightly curved line: a ring before it is laid. */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Backdrop} Backdrop */

const DIRECTIONS = 24;
const STEP = 2;
const FARTHEST = 260;
const SAG = 0.09;

/** How far one can go before leaving the body. @param {Backdrop} backdrop @param {number} x @param {number} y @param {number} dx @param {number} dy */
function reach(backdrop, x, y, dx, dy) {
  let far = 0;
  while (far < FARTHEST && backdrop.inside?.(x + dx * (far + STEP), y + dy * (far + STEP))) far += STEP;
  return far;
}

/** @param {Backdrop} backdrop @param {Point} at fractions @returns {Point[]} fractions */
export function chordAt(backdrop, at) {
  const { width, height } = backdrop;
  const [x, y] = [at[0] * width, at[1] * height];
  let best = { length: Infinity, from: 0, to: 0, dx: 1, dy: 0 };
  for (let i = 0; i < DIRECTIONS; i++) {
    const angle = (Math.PI * i) / DIRECTIONS - Math.PI / 2;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const [to, from] = [reach(backdrop, x, y, dx, dy), reach(backdrop, x, y, -dx, -dy)];
    if (to + from < best.length) best = { length: to + from, from, to, dx, dy };
  }
  const count = 8;
  return Array.from({ length: count + 1 }, (_, i) => {
    const t = -best.from + (best.length * i) / count;
    const sag = SAG * best.length * (1 - (2 * i / count - 1) ** 2);
    return /** @type {Point} */ ([
      (x + best.dx * t - best.dy * sag) / width, (y + best.dy * t + best.dx * sag) / height]);
  });
}
