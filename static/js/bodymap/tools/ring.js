// @ts-check
/** All round a limb: one press; only the seen arc: from one edge to the other. */

/** @typedef {import("./base.js").Press} Press */
/** @typedef {import("./base.js").Context} Context */
/** @typedef {import("./base.js").Point} Point */

import { distance } from "../geometry.js";
import { Tool } from "./base.js";

const DRAG_PX = 8;

export class RingTool extends Tool {
  /** @param {Context} context @param {string} key */
  constructor(context, key) {
    super(context, key);
    this.from = /** @type {Point} */ ([0, 0]);
  }

  /** @param {Press} press */
  down(press) {
    this.from = press.at;
    this.points = [this.fraction(press.at)];
    this.context.preview({ kind: "ring", points: this.points });
  }

  /** @param {Press} press */
  move(press) {
    if (!this.busy) return;
    const arc = distance(this.from, press.at) > DRAG_PX;
    const points = arc ? [this.points[0], this.fraction(press.at)] : [this.points[0]];
    this.context.preview({ kind: "ring", points });
  }

  /** @param {Press} press */
  up(press) {
    if (!this.busy) return;
    const arc = distance(this.from, press.at) > DRAG_PX;
    const points = arc ? [this.points[0], this.fraction(press.at)] : [this.points[0]];
    this.done({ kind: "ring", points });
  }
}
