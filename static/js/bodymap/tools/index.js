// @ts-check
/** The drawing tools by key, in the order of the bar, with the key that chooses each. */

/** @typedef {import("./base.js").Context} Context */
/** @typedef {import("./base.js").Tool} Tool */

import { FreehandTool } from "./freehand.js";
import { PathTool, TramlineTool } from "./path.js";
import { ClusterTool, PointTool } from "./point.js";
import { RingTool } from "./ring.js";

export const SHORTCUTS = /** @type {Record<string, string>} */ ({
  select: "v", point: "p", line: "l", arrow: "a", freehand: "f", polygon: "c", tramline: "t",
  outline: "o", cluster: "g", ring: "r",
});

/** @param {Context} context @param {string[]} keys @returns {Map<string, Tool>} */
export function makeTools(context, keys) {
  /** @type {Record<string, () => Tool>} */
  const makers = {
    point: () => new PointTool(context, "point"),
    line: () => new PathTool(context, "line"),
    arrow: () => new PathTool(context, "arrow"),
    freehand: () => new FreehandTool(context, "freehand"),
    polygon: () => new PathTool(context, "polygon"),
    tramline: () => new TramlineTool(context, "tramline"),
    outline: () => new FreehandTool(context, "outline"),
    cluster: () => new ClusterTool(context, "cluster"),
    ring: () => new RingTool(context, "ring"),
  };
  return new Map(keys.filter((key) => makers[key]).map((key) => [key, makers[key]()]));
}
