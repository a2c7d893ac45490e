// @ts-check
/**
 * Where the labels stand: one column on each side, in the order of height, pushed apart, each
 * leader with one bend and none crossing another (LOOK §4). Pure numbers, in pixels.
 */

import { cross } from "./geometry.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {{id: string, anchor: Point, height: number}} Wanted */
/** @typedef {{id: string, anchor: Point, height: number, y: number, side: "left" | "right"}} Placed */

const GAP = 10;
const LEAST_GAP = 3;

/**
 * The nearest heights to the wanted ones that keep order and gaps (blocks are merged until none
 * overlaps, then pushed into the column).
 * @param {number[]} wanted middles, in order @param {number[]} heights @param {number} gap
 * @param {number} top @param {number} bottom @returns {number[]} middles
 */
export function spread(wanted, heights, gap, top, bottom) {
  /** @type {{sum: number, count: number, size: number, start: number}[]} */
  const blocks = [];
  wanted.forEach((middle, i) => {
    blocks.push({ sum: middle - heights[i] / 2, count: 1, size: heights[i] + gap, start: 0 });
    for (let last = blocks.length - 1; ; last--) {
      const block = blocks[last];
      const most = Math.max(top, bottom + gap - block.size);
      block.start = Math.min(most, Math.max(top, block.sum / block.count));
      const before = blocks[last - 1];
      if (!before || before.start + before.size <= block.start) break;
      before.sum += block.sum - block.count * before.size;
      before.count += block.count;
      before.size += block.size;
      blocks.pop();
    }
  });
  /** @type {number[]} */
  const middles = [];
  let i = 0;
  for (const block of blocks) {
    let at = block.start;
    for (let n = 0; n < block.count; n++, i++) {
      middles.push(at + heights[i] / 2);
      at += heights[i] + gap;
    }
  }
  return middles;
}

/** @param {number} height of all labels together @param {number} count @param {number} room */
const fits = (height, count, room) => height + count * LEAST_GAP <= room;

/**
 * Divide the labels between the columns: each on its side of the middle; what does not fit goes
 * over, those nearest the middle first.
 * @param {Wanted[]} wanted @param {number} middle @param {number} room height of a column
 */
export function sides(wanted, middle, room) {
  const left = wanted.filter((one) => one.anchor[0] < middle);
  const right = wanted.filter((one) => one.anchor[0] >= middle);
  const total = (/** @type {Wanted[]} */ list) => list.reduce((sum, one) => sum + one.height, 0);
  const pass = (/** @type {Wanted[]} */ from, /** @type {Wanted[]} */ to) => {
    from.sort((a, b) => Math.abs(b.anchor[0] - middle) - Math.abs(a.anchor[0] - middle));
    while (!fits(total(from), from.length, room)) {
      const nearest = /** @type {Wanted} */ (from[from.length - 1]);
      if (!fits(total(to) + nearest.height, to.length + 1, room)) break;
      to.push(nearest);
      from.pop();
    }
  };
  pass(left, right);
  pass(right, left);
  return { left, right, fit: [left, right].every((list) => fits(total(list), list.length, room)) };
}

/**
 * Place one column; labels change places where their leaders would cross.
 * @param {Wanted[]} wanted @param {"left" | "right"} side @param {number} bend x where leaders bend
 * @param {number} top @param {number} bottom @returns {Placed[]}
 */
export function column(wanted, side, bend, top, bottom) {
  const order = wanted.slice().sort((a, b) => a.anchor[1] - b.anchor[1] || a.anchor[0] - b.anchor[0]);
  const total = order.reduce((sum, one) => sum + one.height, 0);
  const gap = Math.max(LEAST_GAP, Math.min(GAP, (bottom - top - total) / Math.max(1, order.length)));
  const place = () => spread(order.map((one) => one.anchor[1]), order.map((one) => one.height), gap, top, bottom);
  let middles = place();
  for (let round = 0; round < 4 * order.length; round++) {
    const pair = firstCrossing(order, middles, bend);
    if (!pair) break;
    [order[pair[0]], order[pair[1]]] = [order[pair[1]], order[pair[0]]];
    middles = inOrder(order, gap, top, bottom);
  }
  return order.map((one, i) => ({ ...one, y: middles[i], side }));
}

/** Heights for a given order, which need not be that of the anchors. @param {Wanted[]} order @param {number} gap @param {number} top @param {number} bottom */
function inOrder(order, gap, top, bottom) {
  const wanted = order.map((one) => one.anchor[1]).sort((a, b) => a - b);
  return spread(wanted, order.map((one) => one.height), gap, top, bottom);
}

/** @param {Wanted[]} order @param {number[]} middles @param {number} bend @returns {[number, number] | null} */
function firstCrossing(order, middles, bend) {
  for (let i = 0; i < order.length; i++) {
    for (let j = i + 1; j < order.length; j++) {
      const one = /** @type {Point} */ ([bend, middles[i]]);
      const two = /** @type {Point} */ ([bend, middles[j]]);
      if (cross(order[i].anchor, one, order[j].anchor, two)) return [i, j];
    }
  }
  return null;
}

/**
 * @param {Wanted[]} wanted @param {{middle: number, left: number, right: number, top: number,
 *   bottom: number}} room ``left`` and ``right`` = where leaders bend
 * @returns {{placed: Placed[], fit: boolean}}
 */
export function layout(wanted, room) {
  const { left, right, fit } = sides(wanted, room.middle, room.bottom - room.top);
  return {
    placed: [
      ...column(left, "left", room.left, room.top, room.bottom),
      ...column(right, "right", room.right, room.top, room.bottom),
    ],
    fit,
  };
}
