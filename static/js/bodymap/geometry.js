// @ts-check
/** Plane geometry, pure: boxes, lengths, simpler and smoother lines, offsets, crossings. */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Geometry} Geometry */
/** @typedef {import("./types.js").Piece} Piece */

/** @param {Point} a @param {Point} b */
export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {Point[]} points @returns {{x: number, y: number, right: number, bottom: number}} */
export function bounds(points) {
  const box = { x: Infinity, y: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of points) {
    if (x < box.x) box.x = x;
    if (y < box.y) box.y = y;
    if (x > box.right) box.right = x;
    if (y > box.bottom) box.bottom = y;
  }
  return box;
}

/** @param {Point[]} points */
export function lengthOf(points) {
  let sum = 0;
  for (let i = 1; i < points.length; i++) sum += distance(points[i - 1], points[i]);
  return sum;
}

/** The middle of the corners' box. @param {Point[]} points @returns {Point} */
export function middle(points) {
  const box = bounds(points);
  return [(box.x + box.right) / 2, (box.y + box.bottom) / 2];
}

/**
 * The point at a share 0..1 of a line's length, and the line's direction there.
 * @param {Point[]} points @param {number} share @returns {{at: Point, along: Point}}
 */
export function alongLine(points, share) {
  let left = lengthOf(points) * share;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const step = distance(a, b);
    if (left <= step || i === points.length - 1) {
      const part = step ? Math.min(1, left / step) : 0;
      const along = step ? [(b[0] - a[0]) / step, (b[1] - a[1]) / step] : [1, 0];
      const at = [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
      return { at: /** @type {Point} */ (at), along: /** @type {Point} */ (along) };
    }
    left -= step;
  }
  return { at: points[0], along: [1, 0] };
}

/** Points every so far along a line, both ends kept. @param {Point[]} points @param {number} step */
export function spaced(points, step) {
  const count = Math.max(1, Math.round(lengthOf(points) / step));
  return Array.from({ length: count + 1 }, (_, i) => alongLine(points, i / count));
}

/** @param {Point} p @param {Point} a @param {Point} b @returns {number} */
export function toSegment(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const t = square ? clamp(((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square, 0, 1) : 0;
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

/**
 * The line with fewer points, nowhere farther away than the tolerance (Douglas and Peucker).
 * @param {Point[]} points @param {number} tolerance @returns {Point[]}
 */
export function simplify(points, tolerance) {
  if (points.length < 3) return points.slice();
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const open = [[0, points.length - 1]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    let [far, most] = [0, tolerance];
    for (let i = pair[0] + 1; i < pair[1]; i++) {
      const away = toSegment(points[i], points[pair[0]], points[pair[1]]);
      if (away > most) [far, most] = [i, away];
    }
    if (far) {
      keep[far] = 1;
      open.push([pair[0], far], [far, pair[1]]);
    }
  }
  return points.filter((_, i) => keep[i]);
}

/** @param {number} value */
const short = (value) => Math.round(value * 10) / 10;

/** @param {Point[]} points @param {boolean} [closed] */
export function straightPath(points, closed = false) {
  const text = points.map(([x, y]) => `${short(x)} ${short(y)}`).join("L");
  return `M${text}${points.length === 1 ? "h0" : ""}${closed ? "Z" : ""}`;
}

/** A smooth line through the points (Catmull and Rom). @param {Point[]} points @param {boolean} closed */
export function smoothPath(points, closed) {
  const count = points.length;
  if (count < 3) return straightPath(points, closed);
  const at = (/** @type {number} */ i) =>
    closed ? points[(i + count) % count] : points[clamp(i, 0, count - 1)];
  let d = `M${short(points[0][0])} ${short(points[0][1])}`;
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [p, a, b, n] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const numbers = [
      a[0] + (b[0] - p[0]) / 6, a[1] + (b[1] - p[1]) / 6,
      b[0] - (n[0] - a[0]) / 6, b[1] - (n[1] - a[1]) / 6, b[0], b[1],
    ];
    d += `C${numbers.map(short).join(" ")}`;
  }
  return closed ? `${d}Z` : d;
}

/**
 * The line moved sideways; positive is to the left of its direction on screen (y down: upwards
 * for a line to the right).
 * @param {Point[]} points @param {number} by @returns {Point[]}
 */
export function offsetLine(points, by) {
  return points.map((point, i) => {
    const before = points[Math.max(0, i - 1)];
    const after = points[Math.min(points.length - 1, i + 1)];
    const size = distance(before, after) || 1;
    const [nx, ny] = [(after[1] - before[1]) / size, -(after[0] - before[0]) / size];
    return /** @type {Point} */ ([point[0] + nx * by, point[1] + ny * by]);
  });
}

/** @param {Point} a @param {Point} b @param {Point} c */
const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Whether two stretches cross in their insides. @param {Point} a @param {Point} b @param {Point} c @param {Point} d */
export function cross(a, b, c, d) {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Whether a closed outline crosses itself. @param {Point[]} points */
export function crossesItself(points) {
  const count = points.length;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      if (cross(points[i], points[i + 1], points[j], points[(j + 1) % count])) return true;
    }
  }
  return false;
}

/** The corners of the smallest outward-curved outline around points. @param {Point[]} points @returns {Point[]} */
export function hull(points) {
  const sorted = points.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (/** @type {Point[]} */ list) => {
    /** @type {Point[]} */
    const made = [];
    for (const point of list) {
      while (made.length > 1 && turn(made[made.length - 2], made[made.length - 1], point) <= 0) {
        made.pop();
      }
      made.push(point);
    }
    made.pop();
    return made;
  };
  return [...half(sorted), ...half(sorted.slice().reverse())];
}

/** The hull with a margin, its corners cut. @param {Point[]} points @param {number} margin */
export function hullAround(points, margin) {
  const corners = hull(points);
  /** @type {Point[]} */
  const ring = [];
  for (const [x, y] of corners) {
    for (let i = 0; i < 8; i++) {
      const angle = (Math.PI * (2 * i + 1)) / 8;
      ring.push([x + margin * Math.cos(angle), y + margin * Math.sin(angle)]);
    }
  }
  return hull(ring);
}

/** @param {Geometry} geometry @param {number} dx @param {number} dy fractions @returns {Geometry} */
export function moved(geometry, dx, dy) {
  const box = bounds(geometry.points);
  const x = clamp(dx, -box.x, 1 - box.right);
  const y = clamp(dy, -box.y, 1 - box.bottom);
  return { ...geometry, points: geometry.points.map((p) => [p[0] + x, p[1] + y]) };
}

/**
 * What a geometry shows, as pieces in fractions; a ring shows nothing until the server has
 * laid it around the limb.
 * @param {Geometry} geometry @param {number} aspect height of the view box by its width
 * @returns {Piece[]}
 */
export function piecesOf(geometry, aspect) {
  const { kind, points } = geometry;
  if (kind === "point") return [{ points, closed: false, bar: 0 }];
  if (kind === "cluster") return points.map((p) => ({ points: [p], closed: false, bar: 0 }));
  if (kind === "polygon" || kind === "outline") return [{ points, closed: true, bar: 0 }];
  if (kind === "tramline") {
    const square = points.map(([x, y]) => /** @type {Point} */ ([x, y * aspect]));
    const back = (/** @type {Point[]} */ line) =>
      line.map(([x, y]) => /** @type {Point} */ ([x, y / aspect]));
    const half = (geometry.gap ?? 0) / 2;
    return [half, -half].map((by, bar) => (
      { points: back(offsetLine(square, by)), closed: false, bar }));
  }
  if (kind === "ring") return points.length > 1 ? [{ points, closed: false, bar: 0 }] : [];
  return [{ points, closed: false, bar: 0 }];
}
