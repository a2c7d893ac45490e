// @ts-check
/**
 * Lines by points: line, outline by corners, pair of parallel lines, arrow. Two ways: press, draw
 * and let go for a straight one; or press point after point, then Enter, a double press, or (for an
 * outline) the first point again.
 */

/** @typedef {import("./base.js").Press} Press */
/** @typedef {import("./base.js").Context} Context */
/** @typedef {import("./base.js").Point} Point */
/** @typedef {import("../types.js").Geometry} Geometry */

import { crossesItself, distance } from "../geometry.js";
import { Tool } from "./base.js";

const DRAG_PX = 5;
const CLOSE_PX = 11;
const DOUBLE_MS = 400;
const LEAST = /** @type {Record<string, number>} */ ({ polygon: 3 });

export class PathTool extends Tool {
  /** @param {Context} context @param {string} key */
  constructor(context, key) {
    super(context, key);
    /** @type {Point | null} pixels where the press began */
    this.from = null;
    this.dragged = false;
    this.lastUp = -Infinity;
  }

  get ready() {
    return this.points.length >= (LEAST[this.key] ?? 2);
  }

  /** @param {Point[]} points @returns {Geometry} */
  geometry(points) {
    return { kind: this.key, points };
  }

  /** @param {Press} press */
  down(press) {
    this.from = press.at;
    this.dragged = false;
  }

  /** @param {Press} press */
  move(press) {
    if (!this.from) return;
    if (!this.dragged && distance(press.at, this.from) < DRAG_PX) return;
    if (!this.dragged && !this.points.length) this.points.push(this.fraction(this.from));
    this.dragged = true;
    this.#show(this.fraction(press.at));
  }

  /** @param {Press} press */
  up(press) {
    const at = this.fraction(press.at);
    this.from = null;
    if (this.dragged) {
      this.points.push(at);
      if (this.key !== "polygon" && this.points.length === 2) return this.finish();
    } else {
      const last = this.points[this.points.length - 1];
      const reach = press.type === "key" ? 0.5 : DRAG_PX;
      const near = last && distance(this.context.toPixels(last), press.at) < reach;
      const again = near && press.time - this.lastUp < DOUBLE_MS;
      if (this.ready && (again || this.#closes(press))) return this.finish();
      if (!near) this.points.push(at);
    }
    this.lastUp = press.time;
    this.#show();
    this.context.changed();
  }

  /** @param {Press} press */
  #closes(press) {
    const reach = press.type === "key" ? 0.5 : CLOSE_PX;
    return this.key === "polygon" && distance(this.context.toPixels(this.points[0]), press.at) < reach;
  }

  /** @param {Press} press */
  hover(press) {
    if (this.points.length) this.#show(this.fraction(press.at));
  }

  /** @param {Point} [next] where the next point would be */
  #show(next) {
    const points = next ? [...this.points, next] : this.points;
    if (points.length > 2 || this.key !== "polygon") {
      this.context.preview(this.geometry(points));
    } else {
      this.context.preview({ kind: "line", points });
    }
  }

  stepBack() {
    this.points.pop();
    if (this.points.length) this.#show();
    else this.context.preview(null);
    this.context.changed();
  }

  finish() {
    if (!this.ready) return;
    if (this.key === "polygon" && crossesItself(this.points)) {
      this.context.say(this.context.texts.crosses);
      return;
    }
    this.done(this.geometry(this.points));
  }

  cancel() {
    this.from = null;
    this.dragged = false;
    super.cancel();
  }
}

export class TramlineTool extends PathTool {
  /** @param {Point[]} points @returns {Geometry} */
  geometry(points) {
    return { kind: "tramline", points, gap: this.context.gap() };
  }
}
