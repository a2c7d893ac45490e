// @ts-check
/** What stands around the picture: the person's sides, the scale bar, the legend of the shade. */

/** @typedef {import("../editor.js").Editor} Editor */

import { html } from "../dom.js";

const LEAST_PX = 44;
const LENGTHS_MM = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** @param {Editor} editor */
export function sight(editor) {
  const { texts, scene } = editor;
  const start = html("p", { class: "bm-side left" });
  const end = html("p", { class: "bm-side right" });
  const bar = html("span", { class: "bm-scale-bar", "aria-hidden": "true" });
  const length = html("span", {});
  const scale = html("p", { class: "bm-scale" }, bar, length);
  const angles = html("div", { class: "bm-angles", "aria-hidden": "true" });
  scene.stage.append(html("div", { class: "bm-around" }, start, end, scale), angles);

  /** Along a limb that is unrolled: which side is where. */
  const turn = () => {
    const { camera } = scene;
    const places = editor.model?.view.angles ?? [];
    angles.replaceChildren(...places.map(({ label, x }) => {
      const word = html("span", {}, label);
      word.style.transform = `translate(${Math.round(camera.x + x * camera.k)}px, ${Math.round(camera.y - 18)}px)`;
      return word;
    }));
  };

  /** @param {HTMLElement} element @param {"left" | "right" | ""} side of the person @param {boolean} letterFirst */
  const name = (element, side, letterFirst) => {
    element.hidden = !side;
    if (!side) return;
    const letter = html("b", {}, texts[`letter_${side}`]);
    const words = html("span", {}, texts[`side_${side}`]);
    element.replaceChildren(...(letterFirst ? [letter, words] : [words, letter]));
  };

  const sides = () => {
    const entry = editor.model?.views.find((one) => one.key === editor.on.view);
    scene.stage.classList.toggle("close", entry?.group !== undefined && entry.group !== "whole");
    const right = editor.model?.view.subject_right;
    if (right === "left" || right === "right") {
      name(start, right === "left" ? "right" : "left", false);
      name(end, right === "left" ? "left" : "right", true);
    } else {
      const seen = right === "near" ? "right" : right === "far" || right === "away" ? "left" : "";
      name(start, seen, false);
      name(end, "", true);
    }
  };

  const measure = () => {
    const perPixel = editor.mmPerUnit / scene.camera.k;
    scale.hidden = !editor.mmPerUnit;
    if (!editor.mmPerUnit) return;
    const mm = LENGTHS_MM.find((one) => one / perPixel >= LEAST_PX) ?? 1000;
    bar.style.inlineSize = `${mm / perPixel}px`;
    const value = mm < 10 ? editor.text("mm", { number: mm }) : editor.text("cm", { number: mm / 10 });
    const height = editor.model?.height_cm;
    length.textContent = height ? editor.text("scale_at_height", { length: value, height }) : value;
  };

  editor.listen("model", () => {
    sides();
    measure();
    turn();
  });
  editor.listen("camera", () => {
    measure();
    turn();
  });
}
