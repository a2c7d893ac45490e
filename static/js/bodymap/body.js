// @ts-check
/** The body as a backdrop: its drawing and the outlines of its regions. */

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Backdrop} Backdrop */
/** @typedef {import("./types.js").Region} Region */
/** @typedef {{key: string, side: string, d: string, box: number[], at?: [number, number]}} Outline
 *   box: left, top, right, bottom */
/** @typedef {Outline & {path: Path2D}} Shape */

import { svg } from "./dom.js";

/** @param {Outline} outline @returns {Shape} */
const shape = (outline) => ({ ...outline, path: new Path2D(outline.d) });

export class BodyBackdrop {
  /** @param {View} view @param {Document} drawing */
  constructor(view, drawing) {
    this.view = view;
    this.width = view.width;
    this.height = view.height;
    this.mmPerUnit = view.mm_per_unit;
    this.drawing = drawing;
    /** @type {Shape[]} */
    this.shapes = [];
    this.pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  }

  /** Load the outlines; a mark can be made before they are there. @returns {Promise<void>} */
  async outlines() {
    if (this.shapes.length || !this.view.outlines) return;
    const answer = await fetch(this.view.outlines);
    this.shapes = (await answer.json()).regions.map(shape);
  }

  /** @param {SVGGElement} layer */
  mount(layer) {
    const { width, height } = this;
    const frame = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, overflow: "hidden" });
    for (const part of [...this.drawing.documentElement.children]) {
      frame.append(document.importNode(part, true));
    }
    layer.append(frame);
  }

  /** @param {Shape} one @param {number} x @param {number} y */
  #holds(one, x, y) {
    const [left, top, right, bottom] = one.box;
    if (x < left || y < top || x > right || y > bottom) return false;
    return this.pen.isPointInPath(one.path, x, y, "evenodd");
  }

  /** @param {number} x @param {number} y units @returns {Shape | null} */
  regionAt(x, y) {
    return this.shapes.find((one) => this.#holds(one, x, y)) ?? null;
  }

  /** @param {number} x @param {number} y units */
  inside(x, y) {
    return this.shapes.some((one) => this.#holds(one, x, y));
  }

  /** @param {string} key @param {string} side */
  shapesOf(key, side) {
    return this.shapes.filter((one) => one.key === key && one.side === side);
  }

  /**
   * A point within a region at shares of its box, moved inwards where the shape is hollow.
   * @param {string} key @param {string} side @param {number} across 0..1 @param {number} down 0..1
   * @returns {[number, number] | null} fractions of the picture
   */
  within(key, side, across, down) {
    const shapes = this.shapesOf(key, side);
    if (!shapes.length) return null;
    const [one] = shapes.sort((a, b) => size(b.box) - size(a.box));
    const [left, top, right, bottom] = one.box;
    const target = [left + across * (right - left), top + down * (bottom - top)];
    let best = /** @type {[number, number] | null} */ (null);
    let least = Infinity;
    for (let i = 1; i < 24; i++) {
      for (let j = 1; j < 24; j++) {
        const [x, y] = [left + (i / 24) * (right - left), top + (j / 24) * (bottom - top)];
        const away = (x - target[0]) ** 2 + (y - target[1]) ** 2;
        if (away < least && this.#holds(one, x, y)) [best, least] = [[x, y], away];
      }
    }
    const [x, y] = best ?? one.at ?? [left, top];
    return [x / this.width, y / this.height];
  }

  /** Outlines for the shade of what was examined. */
  regionPaths() {
    return this.shapes.map((one) => ({
      key: one.key, side: one.side,
      path: svg("path", { d: one.d, "fill-rule": "evenodd", "data-region": `${one.key}|${one.side}` }),
    }));
  }
}

/** @param {number[]} box */
const size = (box) => (box[2] - box[0]) * (box[3] - box[1]);

/** @param {View} view @returns {Promise<BodyBackdrop>} */
export async function bodyBackdrop(view) {
  const drawing = await (await fetch(view.svg)).text();
  return new BodyBackdrop(view, new DOMParser().parseFromString(drawing, "image/svg+xml"));
}
