// @ts-check
/**
 * The handles of a selected mark and what dragging one does to its geometry. Pure but for the
 * drawing of the handles.
 */

import { clamp, distance, hullAround, lengthOf, middle, straightPath } from "./geometry.js";
import { svg } from "./dom.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Geometry} Geometry */
/** @typedef {import("./shapes.js").Drawing} Drawing */
/** @typedef {{kind: "corner" | "between" | "gap", index: number, at: Point}} Handle ``at`` in pixels */

const MOST_CORNERS = 14;
const APART_PX = 34;
const CORNERS_APART_PX = 16;
const REACH_PX = 11;
const LEAST_REACH_PX = 4;
const MARGIN_PX = 7;

/** @param {string} kind */
const isFree = (kind) => kind === "freehand" || kind === "outline";
/** @param {string} kind */
const isClosed = (kind) => kind === "polygon" || kind === "outline";

/** Every how many points of a free line there is a handle. @param {Point[]} pixels */
function stepOf(pixels) {
  const most = clamp(Math.floor(lengthOf(pixels) / CORNERS_APART_PX), 3, MOST_CORNERS);
  return Math.max(1, Math.ceil(pixels.length / most));
}

/** How near a press must be: the handles of a small mark leave room to move the mark itself. @param {Handle[]} handles @param {number} index @param {Point} centre */
function reachOf(handles, index, centre) {
  const { at } = handles[index];
  const nearest = Math.min(...handles.map((one, i) => (i === index ? Infinity : distance(one.at, at))));
  return clamp(Math.min(nearest * 0.45, distance(at, centre) * 0.6), LEAST_REACH_PX, REACH_PX);
}

/**
 * @param {Geometry} geometry @param {(fraction: Point) => Point} toPixels
 * @param {number} gapPx pixels between the bars @returns {Handle[]}
 */
export function handlesOf(geometry, toPixels, gapPx) {
  const pixels = geometry.points.map(toPixels);
  const every = isFree(geometry.kind) ? stepOf(pixels) : 1;
  /** @type {Handle[]} */
  const handles = [];
  pixels.forEach((at, index) => {
    const end = index === pixels.length - 1 && geometry.kind === "freehand";
    if (index % every === 0 || end) handles.push({ kind: "corner", index, at });
  });
  if (geometry.kind === "point" || (geometry.kind === "ring" && pixels.length === 1)) return [];
  if (geometry.kind === "line" || geometry.kind === "polygon") {
    const last = isClosed(geometry.kind) ? pixels.length : pixels.length - 1;
    for (let index = 0; index < last; index++) {
      const [a, b] = [pixels[index], pixels[(index + 1) % pixels.length]];
      if (distance(a, b) < APART_PX) continue;
      handles.push({ kind: "between", index, at: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] });
    }
  }
  if (geometry.kind === "tramline" && pixels.length > 1) {
    const [a, b] = pixels;
    const size = distance(a, b) || 1;
    const by = gapPx / 2 + 9;
    handles.push({
      kind: "gap", index: 0,
      at: [(a[0] + b[0]) / 2 + ((b[1] - a[1]) / size) * by, (a[1] + b[1]) / 2 - ((b[0] - a[0]) / size) * by],
    });
  }
  return handles;
}

/**
 * The geometry with a handle brought somewhere else.
 * @param {Geometry} geometry @param {Handle} handle @param {Point} to fractions
 * @param {number} aspect height by width of the picture @returns {Geometry}
 */
export function reshaped(geometry, handle, to, aspect) {
  const points = geometry.points.map((point) => /** @type {Point} */ ([point[0], point[1]]));
  if (handle.kind === "between") {
    points.splice(handle.index + 1, 0, to);
    return { ...geometry, points };
  }
  if (handle.kind === "gap") return { ...geometry, gap: gapFor(points, to, aspect) };
  if (!isFree(geometry.kind)) {
    points[handle.index] = to;
    return { ...geometry, points };
  }
  return { ...geometry, points: softly(points, handle.index, to, isClosed(geometry.kind)) };
}

/** @param {Point[]} points @param {Point} to @param {number} aspect */
function gapFor(points, to, aspect) {
  const [a, b] = points;
  const along = [b[0] - a[0], (b[1] - a[1]) * aspect];
  const size = Math.hypot(along[0], along[1]) || 1;
  const away = Math.abs(along[0] * (to[1] - a[1]) * aspect - along[1] * (to[0] - a[0])) / size;
  return clamp(2 * away, 0.002, 0.5);
}

/** Neighbours follow, less the farther they are. @param {Point[]} points @param {number} index @param {Point} to @param {boolean} closed */
function softly(points, index, to, closed) {
  const count = points.length;
  const reach = Math.max(1, Math.ceil(count / 8));
  const [dx, dy] = [to[0] - points[index][0], to[1] - points[index][1]];
  return points.map((point, i) => {
    const straight = Math.abs(i - index);
    const away = closed ? Math.min(straight, count - straight) : straight;
    const share = away >= reach ? 0 : (1 + Math.cos((Math.PI * away) / reach)) / 2;
    return /** @type {Point} */ ([
      clamp(point[0] + dx * share, 0, 1), clamp(point[1] + dy * share, 0, 1)]);
  });
}

/**
 * Without a corner; null when too few would be left.
 * @param {Geometry} geometry @param {number} index @returns {Geometry | null}
 */
export function withoutCorner(geometry, index) {
  const least = geometry.kind === "polygon" ? 3 : geometry.kind === "cluster" ? 1 : 2;
  if (isFree(geometry.kind) || geometry.points.length <= least) return null;
  const points = geometry.points.filter((_, i) => i !== index);
  const count = geometry.count === undefined ? undefined : Math.max(points.length, geometry.count - 1);
  return count === undefined ? { ...geometry, points } : { ...geometry, points, count };
}

/**
 * Draw handles and the dashed line around the selected mark.
 * @param {SVGGElement} layer @param {Drawing | null} drawing @param {Handle[]} handles
 * @param {number} chosen index of the handle that the keys move, or -1
 */
export function drawHandles(layer, drawing, handles, chosen) {
  const nodes = [];
  if (drawing) {
    const margin = drawing.strokes.length ? MARGIN_PX : MARGIN_PX + 8;
    nodes.push(svg("path", { class: "bm-around", d: straightPath(hullAround(drawing.ink, margin), true) }));
  }
  const centre = drawing ? middle(drawing.ink) : /** @type {Point} */ ([0, 0]);
  handles.forEach((handle, i) => {
    const [x, y] = handle.at;
    const r = reachOf(handles, i, centre);
    const size = handle.kind === "corner" ? 8 : 7;
    nodes.push(
      svg("circle", { class: "bm-handle-reach", cx: x, cy: y, r, "data-handle": i }),
      svg("rect", {
        class: `bm-handle ${handle.kind}${i === chosen ? " chosen" : ""}`,
        x: x - size / 2, y: y - size / 2, width: size, height: size,
        rx: handle.kind === "corner" ? 0 : size / 2,
      }),
    );
  });
  layer.replaceChildren(...nodes);
}
