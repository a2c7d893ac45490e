// @ts-check
/**
 * How each kind of lesion is drawn along a line or around an area (LOOK §4): pure functions from
 * pixels to strokes. Screen, picture and paper follow the same rules.
 */

import {
  alongLine, distance, lengthOf, middle, offsetLine, smoothPath, spaced, straightPath,
} from "./geometry.js";

/** @typedef {import("./types.js").Point} Point */
/**
 * @typedef {{d: string, width: number, fill?: boolean, dash?: string, cap?: string, hatch?: boolean}} Stroke
 * @typedef {{strokes: Stroke[], symbols: Point[], small?: boolean, ink: Point[], hit: string,
 *   area: boolean}} Drawing
 */

const LINE = 2;
const ZIGZAG_LEG = 6;
const SPINDLE = 4.2;
const RING_END = 2.6;
const TICK_EVERY = 8;
const TICK = 6.4;
const BAND = 6.4;
const TRAM_BAR = 0.49;
const LEAST_BAR = 2.6;

/** @param {Point} centre @param {number} r */
function circle([x, y], r) {
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

/** @param {Point} at @param {Point} along @param {number} by sideways @returns {Point} */
const beside = (at, along, by) => [at[0] + along[1] * by, at[1] - along[0] * by];

/** @type {Record<string, (line: Point[]) => Stroke[]>} */
const ALONG = {
  laceration(line) {
    const stops = spaced(line, ZIGZAG_LEG);
    const last = stops.length - 1;
    const points = stops.map(({ at, along }, i) =>
      beside(at, along, i === 0 || i === last ? 0 : i % 2 ? 3.2 : -3.2));
    return [{ d: straightPath(points), width: LINE, cap: "round" }];
  },

  incised(line) {
    const stops = spaced(line, Math.max(4, lengthOf(line) / 14));
    const last = stops.length - 1;
    const thick = Math.min(SPINDLE, lengthOf(line) / 3) / 2;
    const side = (/** @type {number} */ sign) => stops.map(({ at, along }, i) =>
      beside(at, along, sign * thick * Math.sin((Math.PI * i) / last)));
    const points = [...side(1), ...side(-1).reverse().slice(1, -1)];
    return [{ d: straightPath(points, true), width: 0.6, fill: true }];
  },

  scar_linear(line) {
    const ends = [line[0], line[line.length - 1]];
    return [
      { d: smoothPath(line, false), width: LINE },
      ...ends.map((end) => ({ d: circle(end, RING_END), width: 1.6 })),
    ];
  },

  scar_surgical(line) {
    const ticks = spaced(line, TICK_EVERY).slice(1, -1).map(({ at, along }) =>
      straightPath([beside(at, along, TICK / 2), beside(at, along, -TICK / 2)]));
    return [
      { d: smoothPath(line, false), width: LINE },
      ...(ticks.length ? [{ d: ticks.join(""), width: 1.5 }] : []),
    ];
  },

  ligature(line) {
    const rungs = spaced(line, 6).slice(0, -1).map(({ at, along }) => {
      const ahead = /** @type {Point} */ ([at[0] + along[0] * 4, at[1] + along[1] * 4]);
      return straightPath([beside(at, along, -BAND / 2), beside(ahead, along, BAND / 2)]);
    });
    return [
      { d: [1, -1].map((side) => smoothPath(offsetLine(line, (side * BAND) / 2), false)).join(""), width: 1.8 },
      { d: rungs.join(""), width: 1.3 },
    ];
  },
};

/** Types whose plain line says enough. */
const PLAIN = new Set(["self_harm", "abrasion"]);

/** Dashes of the outlines of areas. @type {Record<string, string>} */
const OUTLINE_DASH = {
  pressure_mark: "3.4 2.3", pain_area: "0.1 3.8", hypopig: "4 2.4", nerve_deficit: "3 2.2",
};

/** @param {string} type @param {Point[]} line @returns {Drawing} */
function openLine(type, line) {
  const own = ALONG[type];
  const hit = straightPath(line);
  if (own && lengthOf(line) > 1) {
    return { strokes: own(line), symbols: [], ink: line, hit, area: false };
  }
  const strokes = [{ d: smoothPath(line, false), width: LINE + 0.2, cap: "round" }];
  const symbols = PLAIN.has(type) ? [] : [alongLine(line, 0.5).at];
  return { strokes, symbols, small: true, ink: line, hit, area: false };
}

/** @param {string} type @param {string} hatch @param {Point[]} ring @param {boolean} smooth @returns {Drawing} */
function area(type, hatch, ring, smooth) {
  const d = smooth ? smoothPath(ring, true) : straightPath(ring, true);
  const dotted = type === "pain_area";
  const stroke = { d, width: LINE, dash: OUTLINE_DASH[type], hatch: true, cap: dotted ? "round" : undefined };
  return { strokes: [stroke], symbols: hatch ? [] : [middle(ring)], small: true, ink: ring, hit: d, area: true };
}

/** What is seen of an area that goes round the body: its hatch, and the part of its outline. @param {string} type @param {Point[]} seen @returns {Drawing} */
function partOfArea(type, seen) {
  const d = smoothPath(seen, false);
  const strokes = [
    { d: straightPath(seen, true), width: 0, hatch: true },
    { d, width: LINE, dash: OUTLINE_DASH[type] },
  ];
  return { strokes, symbols: [], small: true, ink: seen, hit: straightPath(seen, true), area: true };
}

/** @param {Point[][]} bars @param {number} between pixels between their middle lines @returns {Drawing} */
function tramline(bars, between) {
  const width = Math.max(LEAST_BAR, between * TRAM_BAR);
  const ink = bars.flat();
  const hit = bars.length > 1
    ? straightPath([...bars[0], ...bars[1].slice().reverse()], true)
    : straightPath(bars[0]);
  return {
    strokes: bars.map((bar) => ({ d: smoothPath(bar, false), width })),
    symbols: [], ink, hit, area: bars.length > 1,
  };
}

/** An arrow for photographs. @param {Point[]} line @returns {Drawing} */
function arrow(line) {
  const head = line[line.length - 1];
  const { along } = alongLine(line, 1);
  const wing = (/** @type {number} */ by) =>
    beside([head[0] - along[0] * 10, head[1] - along[1] * 10], along, by);
  return {
    strokes: [
      { d: straightPath(line), width: LINE + 0.6 },
      { d: straightPath([wing(5), head, wing(-5)]), width: LINE + 0.6 },
    ],
    symbols: [], ink: line, hit: straightPath(line), area: false,
  };
}

/**
 * The drawing of a mark.
 * @param {{type: string, hatch: string, kind: string}} look
 * @param {{points: Point[], closed: boolean, bar?: number}[]} pieces in pixels
 * @param {number} [gap] pixels between the bars of a tramline
 * @returns {Drawing | null} nothing when no piece shows
 */
export function draw({ type, hatch, kind }, pieces, gap) {
  const shown = pieces.filter((piece) => piece.points.length);
  if (!shown.length) return null;
  if (kind === "arrow") return arrow(shown[0].points);
  if (kind === "tramline") {
    const [one, two] = [0, 1].map((bar) => shown.filter((piece) => (piece.bar ?? 0) === bar));
    const away = one[0] && two[0] ? distance(one[0].points[0], two[0].points[0]) : 8;
    return tramline([...one, ...two].map((piece) => piece.points), gap ?? away);
  }
  const points = shown.every((piece) => piece.points.length === 1);
  if (points) {
    const at = shown.map((piece) => piece.points[0]);
    const hit = at.map((point) => circle(point, 11)).join("");
    return { strokes: [], symbols: at, small: at.length > 1, ink: at, hit, area: true };
  }
  const isArea = kind === "polygon" || kind === "outline" || kind === "ellipse";
  const drawings = shown.map((piece) => {
    if (piece.closed) return area(type, hatch, piece.points, kind !== "polygon");
    return isArea ? partOfArea(type, piece.points) : openLine(type, piece.points);
  });
  return {
    strokes: drawings.flatMap((one) => one.strokes),
    symbols: drawings.slice(0, 1).flatMap((one) => one.symbols),
    small: true,
    ink: drawings.flatMap((one) => one.ink),
    hit: drawings.map((one) => one.hit).join(""),
    area: drawings.some((one) => one.area),
  };
}
