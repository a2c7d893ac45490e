// @ts-check
/** Closes a freely drawn outline: ends that overshoot are cut off where they cross. */

/** @typedef {import("./types.js").Point} Point */

import { cross, crossesItself } from "./geometry.js";

const MOST_LOSS = 0.35;
const MOST_CUTS = 8;

/** @param {Point[]} ring */
export function areaOf(ring) {
  let sum = 0;
  ring.forEach(([x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length];
    sum += x * ny - nx * y;
  });
  return Math.abs(sum) / 2;
}

/** @param {Point} a @param {Point} b @param {Point} c @param {Point} d @returns {Point} */
function meeting(a, b, c, d) {
  const [r, s] = [[b[0] - a[0], b[1] - a[1]], [d[0] - c[0], d[1] - c[1]]];
  const t = ((c[0] - a[0]) * s[1] - (c[1] - a[1]) * s[0]) / (r[0] * s[1] - r[1] * s[0]);
  return [a[0] + t * r[0], a[1] + t * r[1]];
}

/** Cut the smaller loop off at the first crossing. @param {Point[]} ring @returns {Point[] | null} */
function cutOnce(ring) {
  const count = ring.length;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      const after = ring[(j + 1) % count];
      if (!cross(ring[i], ring[i + 1], ring[j], after)) continue;
      const at = meeting(ring[i], ring[i + 1], ring[j], after);
      const inner = [at, ...ring.slice(i + 1, j + 1)];
      const outer = [...ring.slice(0, i + 1), at, ...ring.slice(j + 1)];
      return areaOf(inner) > areaOf(outer) ? inner : outer;
    }
  }
  return null;
}

/**
 * The outline without crossings, or null when cutting would take away much of it.
 * @param {Point[]} ring @returns {Point[] | null}
 */
export function untangled(ring) {
  let best = ring;
  let lost = 0;
  for (let cuts = 0; cuts < MOST_CUTS && crossesItself(best); cuts++) {
    const next = cutOnce(best);
    if (!next || next.length < 3) return null;
    lost += Math.max(0, boxArea(best) - boxArea(next));
    best = next;
  }
  if (crossesItself(best) || lost > MOST_LOSS * boxArea(ring)) return null;
  return best;
}

/** @param {Point[]} ring */
function boxArea(ring) {
  const xs = ring.map((point) => point[0]);
  const ys = ring.map((point) => point[1]);
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
}
