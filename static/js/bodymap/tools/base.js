// @ts-check
/**
 * What all tools share. A tool gets presses in pixels and gives a geometry in fractions to
 * ``context.commit``; it knows neither bodies nor servers.
 */

/** @typedef {import("../types.js").Point} Point */
/** @typedef {import("../types.js").Geometry} Geometry */
/** @typedef {import("../pointer.js").Press} Press */
/**
 * @typedef {{toFractions: (at: Point) => Point, toPixels: (at: Point) => Point,
 *   preview: (geometry: Geometry | null) => void, commit: (geometry: Geometry) => void,
 *   say: (text: string) => void, changed: () => void, texts: Record<string, string>,
 *   aspect: () => number, gap: () => number}} Context
 */

import { clamp } from "../geometry.js";

export class Tool {
  /** @param {Context} context @param {string} key */
  constructor(context, key) {
    this.context = context;
    this.key = key;
    /** @type {Point[]} in fractions */
    this.points = [];
  }

  /** Whether something is being drawn. */
  get busy() {
    return this.points.length > 0;
  }

  /** Whether Enter or the button "Finish" would make a mark now. */
  get ready() {
    return false;
  }

  /** @param {Point} at pixels @returns {Point} fractions, within the picture */
  fraction(at) {
    const [x, y] = this.context.toFractions(at);
    return [clamp(x, 0, 1), clamp(y, 0, 1)];
  }

  /** @param {Press} _press */
  down(_press) {}

  /** @param {Press} _press */
  move(_press) {}

  /** @param {Press} _press */
  up(_press) {}

  /** @param {Press} _press */
  hover(_press) {}

  finish() {}

  /** Take back the last point. */
  stepBack() {
    this.points.pop();
    this.context.preview(null);
    this.context.changed();
  }

  cancel() {
    this.points = [];
    this.context.preview(null);
    this.context.changed();
  }

  /** @param {Geometry} geometry */
  done(geometry) {
    this.points = [];
    this.context.preview(null);
    this.context.commit(geometry);
    this.context.changed();
  }
}
