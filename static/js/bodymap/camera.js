// @ts-check
/** Where the backdrop stands on the stage: pixels = units × k + (x, y). Pure numbers. */

import { clamp } from "./geometry.js";

/** @typedef {import("./types.js").Point} Point */

const FARTHEST = 0.75;
const NEAREST = 24;
const IN_SIGHT_PX = 60;

export class Camera {
  constructor() {
    this.k = 1;
    this.x = 0;
    this.y = 0;
    this.fitK = 1;
    this.stage = { width: 0, height: 0 };
    this.picture = { width: 1, height: 1 };
    /** Free room around the picture when it fits, in pixels. */
    this.margins = { side: 0, top: 20, bottom: 20 };
    this.changedByHand = false;
  }

  /** The whole picture in the middle of the stage. */
  fit() {
    const { width, height } = this.stage;
    const { side, top, bottom } = this.margins;
    const room = [Math.max(80, width - 2 * side), Math.max(80, height - top - bottom)];
    this.fitK = Math.min(room[0] / this.picture.width, room[1] / this.picture.height);
    this.k = this.fitK;
    this.x = (width - this.picture.width * this.k) / 2;
    this.y = top + (room[1] - this.picture.height * this.k) / 2;
    this.changedByHand = false;
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    const middle = this.toUnits([this.stage.width / 2, this.stage.height / 2]);
    const before = this.fitK;
    const { k, changedByHand } = this;
    this.stage = { width, height };
    this.fit();
    if (!changedByHand) return;
    this.k = (k / before) * this.fitK;
    this.x = width / 2 - middle[0] * this.k;
    this.y = height / 2 - middle[1] * this.k;
    this.changedByHand = true;
    this.#hold();
  }

  /** @param {number} factor @param {Point} at the pixel that stays where it is */
  zoom(factor, at) {
    const k = clamp(this.k * factor, this.fitK * FARTHEST, this.fitK * NEAREST);
    const by = k / this.k;
    this.x = at[0] - (at[0] - this.x) * by;
    this.y = at[1] - (at[1] - this.y) * by;
    this.k = k;
    this.changedByHand = true;
    this.#hold();
  }

  /** @param {number} dx @param {number} dy pixels */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.changedByHand = true;
    this.#hold();
  }

  /** Bring a point into the middle of what is seen. @param {Point} at pixels */
  show(at) {
    const [right, bottom] = [this.stage.width - IN_SIGHT_PX, this.stage.height - IN_SIGHT_PX];
    const dx = at[0] < IN_SIGHT_PX ? IN_SIGHT_PX - at[0] : Math.min(0, right - at[0]);
    const dy = at[1] < IN_SIGHT_PX ? IN_SIGHT_PX - at[1] : Math.min(0, bottom - at[1]);
    if (dx || dy) this.pan(dx, dy);
    return Boolean(dx || dy);
  }

  /** The picture never leaves the stage altogether. */
  #hold() {
    const wide = this.picture.width * this.k;
    const high = this.picture.height * this.k;
    this.x = clamp(this.x, IN_SIGHT_PX - wide, this.stage.width - IN_SIGHT_PX);
    this.y = clamp(this.y, IN_SIGHT_PX - high, this.stage.height - IN_SIGHT_PX);
  }

  /** @param {Point} pixel @returns {Point} units of the picture */
  toUnits(pixel) {
    return [(pixel[0] - this.x) / this.k, (pixel[1] - this.y) / this.k];
  }

  /** @param {Point} pixel @returns {Point} fractions 0..1 of the picture */
  toFractions(pixel) {
    const [x, y] = this.toUnits(pixel);
    return [x / this.picture.width, y / this.picture.height];
  }

  /** @param {Point} fractions @returns {Point} pixels */
  toPixels(fractions) {
    return [
      fractions[0] * this.picture.width * this.k + this.x,
      fractions[1] * this.picture.height * this.k + this.y,
    ];
  }

  get percent() {
    return Math.round((100 * this.k) / this.fitK);
  }
}
