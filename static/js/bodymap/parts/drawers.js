// @ts-check
/** On narrow screens: the picture on top, kinds and lesion as drawers that open from below. */

/** @typedef {import("../editor.js").Editor} Editor */

import { html } from "../dom.js";
import { icon } from "../icons.js";
import { signIcon } from "./palette.js";

/** @param {Editor} editor */
export function drawers(editor) {
  const { root, texts } = editor;
  const kind = html("button", { type: "button", class: "bm-drawer-button", "aria-controls": "bm-palette", "aria-expanded": "false" });
  const lesion = html("button", { type: "button", class: "bm-drawer-button", "aria-controls": "bm-panel", "aria-expanded": "false" });
  const bar = html("div", { class: "bm-drawer-bar" }, kind, lesion);
  editor.canvas.after(bar);
  const veil = html("button", { type: "button", class: "bm-close", "aria-label": texts.close }, icon("close"));
  root.append(veil);

  /** @param {string | null} name */
  const open = (name) => {
    if (name) root.dataset.drawer = name;
    else delete root.dataset.drawer;
    kind.setAttribute("aria-expanded", String(name === "palette"));
    lesion.setAttribute("aria-expanded", String(name === "panel"));
  };
  const show = () => {
    const type = editor.lookOf(editor.type);
    kind.replaceChildren(signIcon(editor, type.type, type.family, 22), html("span", {}, type.label), icon("chevron", 16));
    const chosen = editor.selection.lesion;
    const words = chosen ? `${chosen.number === null ? "" : `№\u00A0${chosen.number} `}${chosen.label}` : texts.lesions_here;
    lesion.replaceChildren(html("span", {}, words), icon("chevron", 16));
  };
  const toggle = (/** @type {string} */ name) => open(root.dataset.drawer === name ? null : name);
  kind.addEventListener("click", () => toggle("palette"));
  lesion.addEventListener("click", () => toggle("panel"));
  veil.addEventListener("click", () => open(null));
  editor.listen("drawer", open);
  for (const name of ["type", "select", "model", "answered"]) editor.listen(name, show);
}
