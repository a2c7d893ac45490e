// @ts-check
/** Lines drawn freely: open, and closed as the outline of an area. */

/** @typedef {import("./base.js").Press} Press */
/** @typedef {import("./base.js").Point} Point */

import { bounds, distance, lengthOf, simplify } from "../geometry.js";
import { untangled } from "../untangle.js";
import { Tool } from "./base.js";

const STEP_PX = 1.5;
const TOLERANCE_PX = 0.5;
const LEAST_PX = 3;

export class FreehandTool extends Tool {
  /** @param {Press} press */
  down(press) {
    this.points = [];
    /** @type {Point[]} */
    this.pixels = [press.at];
    this.points.push(this.fraction(press.at));
  }

  /** @param {Press} press */
  move(press) {
    if (!this.busy) return;
    const pixels = /** @type {Point[]} */ (this.pixels);
    for (const at of press.trail) {
      if (distance(at, pixels[pixels.length - 1]) < STEP_PX) continue;
      pixels.push(at);
      this.points.push(this.fraction(at));
    }
    this.context.preview({ kind: "freehand", points: this.points });
  }

  /** @param {Press} press */
  up(press) {
    if (!this.busy) return;
    this.move({ ...press, trail: [press.at] });
    this.finish();
  }

  get ready() {
    return this.points.length > 1;
  }

  stepBack() {
    this.cancel();
  }

  finish() {
    const pixels = this.points.map((point) => this.context.toPixels(point));
    const line = simplify(pixels, TOLERANCE_PX);
    if (this.key === "outline") return this.#close(line);
    if (lengthOf(line) < LEAST_PX) return this.#tooSmall();
    this.done({ kind: "freehand", points: this.#back(line) });
  }

  /** @param {Point[]} line */
  #close(line) {
    const box = bounds(line);
    if (line.length < 3 || box.right - box.x < LEAST_PX || box.bottom - box.y < LEAST_PX) {
      return this.#tooSmall();
    }
    const ring = untangled(line);
    if (!ring) {
      this.context.say(this.context.texts.crosses);
      this.cancel();
      return;
    }
    this.done({ kind: "outline", points: this.#back(ring) });
  }

  #tooSmall() {
    this.context.say(this.context.texts.too_small);
    this.cancel();
  }

  /** @param {Point[]} pixels @returns {Point[]} */
  #back(pixels) {
    return pixels.map((at) => this.fraction(at));
  }
}
