// @ts-check
/** The bar of tools above the picture. */

/** @typedef {import("../editor.js").Editor} Editor */

import { html } from "../dom.js";
import { icon } from "../icons.js";
import { SHORTCUTS } from "../tools/index.js";

/**
 * A button with an icon. @param {string} name of the icon @param {string} label
 * @param {() => void} press @param {{key?: string, text?: boolean, class?: string}} [more]
 */
export function toolButton(name, label, press, more = {}) {
  const title = more.key ? `${label} (${more.key})` : label;
  const button = html("button", {
    type: "button", class: `bm-tool ${more.class ?? ""}`.trim(), title,
    "aria-label": more.text ? null : label, "aria-keyshortcuts": more.key ?? null,
  }, icon(name));
  if (more.text) button.append(html("span", {}, label));
  button.addEventListener("click", press);
  return button;
}

const SEPARATOR = () => html("span", { class: "bm-separator", "aria-hidden": "true" });

/** Arrow keys walk along the bar; Tab leaves it. @param {HTMLElement} bar */
function walkable(bar) {
  const buttons = () => /** @type {HTMLElement[]} */ ([...bar.querySelectorAll("button:not([disabled])")])
    .filter((one) => one.offsetParent !== null);
  bar.addEventListener("keydown", (event) => {
    const forth = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (event.key !== forth && event.key !== back) return;
    const list = buttons();
    const at = list.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    list[(at + (event.key === forth ? 1 : -1) + list.length) % list.length].focus();
  });
}

/** @param {Editor} editor */
export function toolbar(editor) {
  const { texts } = editor;
  const bar = html("div", { class: "bm-toolbar", role: "toolbar", "aria-label": texts.tools });
  const tools = html("div", { class: "bm-tools" });
  /** @type {Map<string, HTMLButtonElement>} */
  const buttons = new Map();
  for (const key of ["select", ...editor.options.tools.filter((one) => one !== "select")]) {
    const name = texts[`tool_${key}`];
    const button = toolButton(key, name, () => editor.chooseTool(key), { key: SHORTCUTS[key].toUpperCase() });
    buttons.set(key, button);
    tools.append(button);
  }
  const undo = toolButton("undo", texts.undo, () => editor.actions.undo(), { key: "Control+Z" });
  const redo = toolButton("redo", texts.redo, () => editor.actions.redo(), { key: "Control+Shift+Z" });
  const { zoomer, percent } = zoomButtons(editor);
  const more = html("div", { class: "bm-more" });
  bar.append(tools, SEPARATOR(), undo, redo, SEPARATOR(), zoomer, percent, SEPARATOR(), more);
  editor.work.prepend(bar);
  walkable(bar);

  const show = () => {
    for (const [key, button] of buttons) button.setAttribute("aria-pressed", String(key === editor.toolKey && !editor.instead));
    undo.setAttribute("aria-disabled", String(!editor.history.canUndo));
    redo.setAttribute("aria-disabled", String(!editor.history.canRedo));
  };
  editor.listen("tool", show);
  editor.listen("doc", show);
  editor.listen("mode", show);
  show();
}

/** @param {Editor} editor */
function zoomButtons(editor) {
  const { texts, scene } = editor;
  const middle = () => /** @type {[number, number]} */ ([scene.camera.stage.width / 2, scene.camera.stage.height / 2]);
  const zoomer = toolButton("zoom", texts.zoom_in, () => {
    scene.camera.zoom(1.5, middle());
    scene.redraw();
  }, { key: "+" });
  const percent = html("button", { type: "button", class: "bm-percent", title: `${texts.zoom_fit} (0)` }, "100 %");
  percent.addEventListener("click", () => {
    scene.camera.fit();
    scene.redraw();
  });
  editor.listen("camera", () => {
    percent.textContent = `${scene.camera.percent} %`;
    percent.setAttribute("aria-label", `${texts.zoom_fit}: ${scene.camera.percent} %`);
  });
  return { zoomer, percent };
}
