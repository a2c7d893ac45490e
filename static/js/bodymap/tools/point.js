// @ts-check
/** A point, and a group of points with their number. */

/** @typedef {import("./base.js").Press} Press */
/** @typedef {import("./base.js").Context} Context */

import { Tool } from "./base.js";

export class PointTool extends Tool {
  /** @param {Press} press */
  down(press) {
    this.points = [this.fraction(press.at)];
    this.context.preview({ kind: "point", points: this.points });
  }

  /** @param {Press} press */
  move(press) {
    this.down(press);
  }

  /** @param {Press} press */
  up(press) {
    this.done({ kind: "point", points: [this.fraction(press.at)] });
  }
}

export class ClusterTool extends Tool {
  /** @param {Context} context @param {string} key */
  constructor(context, key) {
    super(context, key);
    this.count = 0;
  }

  get ready() {
    return this.points.length > 0;
  }

  /** @param {Press} press */
  up(press) {
    this.points.push(this.fraction(press.at));
    this.#show();
  }

  #show() {
    this.count = Math.max(this.count, this.points.length);
    this.context.preview({ kind: "cluster", points: this.points, count: this.count });
    this.context.changed();
  }

  /** @param {number} count how many there are in truth; at least one for each point */
  setCount(count) {
    this.count = Math.max(this.points.length, Math.round(count) || 0);
  }

  stepBack() {
    this.points.pop();
    this.count = this.points.length;
    if (this.points.length) this.#show();
    else this.cancel();
  }

  finish() {
    if (!this.ready) return;
    const { points, count } = this;
    this.count = 0;
    this.done({ kind: "cluster", points, count: Math.max(count, points.length) });
  }

  cancel() {
    this.count = 0;
    super.cancel();
  }
}
