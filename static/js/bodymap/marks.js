// @ts-check
/** Puts the drawing of a lesion's marks into the scene: halo, ink, symbols and what can be hit. */

import { set, svg } from "./dom.js";
import { piecesOf } from "./geometry.js";
import { draw } from "./shapes.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Lesion} Lesion */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").Content} Content */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./hatches.js").Hatches} Hatches */

const HALO = 4;
const SYMBOL_PX = 20;
const SMALL_PX = 16;

/**
 * Pieces of a mark in fractions: what the server says shows here, else the drawing itself.
 * @param {Content} mark @param {number} aspect height by width of the view
 */
export function shownPieces(mark, aspect) {
  const own = mark.editable && mark.geometry && mark.geometry.kind !== "ring";
  if (own && mark.geometry) return piecesOf(mark.geometry, aspect);
  if (mark.pieces.length) return mark.pieces;
  return mark.geometry ? piecesOf(mark.geometry, aspect) : [];
}

/**
 * @param {Look} look @param {Content} mark @param {Camera} camera
 * @returns {import("./shapes.js").Drawing | null} in pixels
 */
export function drawingOf(look, mark, camera) {
  const aspect = camera.picture.height / camera.picture.width;
  const pieces = shownPieces(mark, aspect).map((piece) => (
    { ...piece, points: piece.points.map((point) => camera.toPixels(point)) }));
  const gap = mark.geometry?.gap;
  const between = gap === undefined ? undefined : gap * camera.picture.width * camera.k;
  return draw({ type: look.type, hatch: look.hatch, kind: mark.kind }, pieces, between);
}

/** The sign of a type. @param {string} prefix @param {string} type @param {Point} at @param {number} size */
export function sign(prefix, type, at, size) {
  const box = { x: at[0] - size / 2, y: at[1] - size / 2, width: size, height: size };
  return [
    svg("use", { href: `#${prefix}-halo-${type}`, class: "bm-halo", ...box }),
    svg("use", { href: `#${prefix}-sign-${type}`, ...box }),
  ];
}

/**
 * Fill a group with a drawing.
 * @param {SVGGElement} group @param {import("./shapes.js").Drawing} drawing @param {Look} look
 * @param {Hatches} hatches @param {string} signType the type whose sign exists
 */
export function paint(group, drawing, look, hatches, signType) {
  const ink = [];
  const halo = [];
  for (const stroke of drawing.strokes) {
    const common = { d: stroke.d, "stroke-linecap": stroke.cap ?? null };
    if (stroke.width) halo.push(svg("path", { ...common, class: "bm-halo", "stroke-width": stroke.width + HALO }));
    ink.push(svg("path", {
      ...common, "stroke-width": stroke.width, "stroke-dasharray": stroke.dash,
      fill: stroke.fill ? "currentColor" : stroke.hatch ? hatches.paint(look.hatch, look.family) : "none",
    }));
  }
  const size = drawing.small ? SMALL_PX : SYMBOL_PX;
  const signs = drawing.symbols.flatMap((at) => sign(hatches.prefix, signType, at, size));
  const hit = svg("path", { d: drawing.hit, class: drawing.area ? "bm-hit area" : "bm-hit" });
  group.replaceChildren(...halo, ...ink, ...signs, hit);
}

/** The words of a mark for people who do not see it. @param {Lesion} lesion @param {Record<string, string>} texts */
export function saidOf(lesion, texts) {
  const number = lesion.number === null ? texts.new_lesion : `№ ${lesion.number}`;
  const visit = lesion.earlier && lesion.visit ? lesion.visit.label : "";
  return [number, lesion.label, lesion.place, lesion.size, visit].filter(Boolean).join(", ");
}

/**
 * The group of a lesion: one stop of the Tab key, its marks inside.
 * @param {SVGGElement} group @param {Lesion} lesion @param {boolean} selected
 * @param {Record<string, string>} texts
 */
export function describe(group, lesion, selected, texts) {
  set(group, {
    class: `bm-lesion family-${lesion.family}${lesion.earlier ? " earlier" : ""}${selected ? " selected" : ""}`,
    tabindex: 0, role: "button", "data-lesion": lesion.id,
    "aria-label": saidOf(lesion, texts), "aria-pressed": String(selected),
  });
}

/** Where a leader may start: the edge of the ink towards a side. @param {import("./shapes.js").Drawing} drawing @param {"left" | "right"} side @returns {Point} */
export function edgeOf(drawing, side) {
  const sign = side === "right" ? 1 : -1;
  const reach = drawing.strokes.length ? 0 : SYMBOL_PX / 2 - 1;
  const far = Math.max(...drawing.ink.map((point) => point[0] * sign));
  const near = drawing.ink.filter((point) => point[0] * sign > far - 5);
  const y = near.reduce((sum, point) => sum + point[1], 0) / near.length;
  return [far * sign + reach * sign, y];
}
