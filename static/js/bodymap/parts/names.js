// @ts-check
/**
 * The name of the region under the pointer, and of what is being drawn: at once from the outlines,
 * in full words with length or area from the server when the drawing rests.
 */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../pointer.js").Press} Press */

import { html } from "../dom.js";

const REST_MS = 250;

/** @param {Editor} editor */
export function regionNames(editor) {
  const { scene } = editor;
  const line = html("p", { class: "bm-region-name", "aria-hidden": "true", hidden: true });
  scene.stage.append(line);
  /** @type {Map<string, string>} */
  let labels = new Map();
  let timer = 0;
  let shown = "";

  const words = (/** @type {Press} */ press) => {
    const [x, y] = scene.camera.toUnits(press.at);
    const region = scene.backdrop?.regionAt?.(x, y);
    return region ? labels.get(`${region.key}|${region.side}`) ?? region.label ?? "" : "";
  };
  editor.regionWords = words;
  editor.listen("regions", (/** @type {import("../types.js").RegionEntry[]} */ regions) => {
    labels = new Map(regions.map((one) => [`${one.key}|${one.side}`, one.label]));
  });
  const show = (/** @type {string} */ text) => {
    if (text === shown) return;
    shown = text;
    line.textContent = text;
    line.hidden = !text;
  };
  editor.listen("hover", (/** @type {Press | null} */ press) => {
    show(press ? words(press) : "");
  });
  editor.listen("drafted", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, REST_MS);
  });

  const ask = async () => {
    const { tool, drafted } = editor;
    if (!drafted || !tool?.busy || !tool.ready) return;
    const answer = await editor.store.send("name", { view: editor.on.view, geometry: drafted }).catch(() => null);
    if (!answer || answer.status !== 200 || !tool.busy) return;
    const size = answer.area_cm2 ? editor.text("cm2", { number: round(answer.area_cm2) })
      : answer.length_mm ? editor.text("mm", { number: Math.round(answer.length_mm) }) : "";
    show([answer.words, size].filter(Boolean).join(" · "));
  };
}

/** @param {number} area */
const round = (area) => (area < 10 ? Math.round(area * 10) / 10 : Math.round(area));
