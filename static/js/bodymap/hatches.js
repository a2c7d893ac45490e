// @ts-check
/**
 * Hatches as SVG patterns, one for each family and kind, made when first needed. Marks are drawn
 * in pixels, so a hatch keeps its pitch at every zoom (LOOK §4).
 */

import { svg } from "./dom.js";

const PITCH = 5;

/** @type {Record<string, () => SVGElement[]>} */
const INK = {
  diagonal: () => [svg("path", { d: `M0 ${PITCH / 2}H${PITCH}`, "stroke-width": 1.8 })],
  dots: () => [
    svg("path", { d: `M${PITCH / 2} ${PITCH / 2}h0M0 0h0M${PITCH} 0h0M0 ${PITCH}h0M${PITCH} ${PITCH}h0`,
      "stroke-width": 2, "stroke-linecap": "round" }),
  ],
  dashes: () => [
    svg("path", { d: "M1 2H5M-3 6H1M5 6H9", "stroke-width": 1.8, "stroke-linecap": "round" }),
  ],
};
const SIZE = /** @type {Record<string, [number, number]>} */ ({
  diagonal: [PITCH, PITCH], dots: [PITCH, PITCH], dashes: [8, 8],
});

export class Hatches {
  /** @param {SVGDefsElement} defs @param {string} prefix of the ids, one for each editor */
  constructor(defs, prefix) {
    this.defs = defs;
    this.prefix = prefix;
    /** @type {Set<string>} */
    this.made = new Set();
  }

  /**
   * What to fill an outline with.
   * @param {string} hatch diagonal, dots, dashes, solid, none or empty @param {string} family
   */
  paint(hatch, family) {
    if (hatch === "solid") return "currentColor";
    if (!INK[hatch]) return "none";
    const id = `${this.prefix}-${hatch}-${family}`;
    if (!this.made.has(id)) {
      this.made.add(id);
      const [width, height] = SIZE[hatch];
      const turn = hatch === "diagonal" ? "rotate(-45)" : null;
      this.defs.append(svg("pattern", {
        id, width, height, patternUnits: "userSpaceOnUse", patternTransform: turn,
        class: `bm-hatch family-${family}`,
      }, ...INK[hatch]()));
    }
    return `url(#${id})`;
  }
}
