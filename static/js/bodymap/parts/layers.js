// @ts-check
/** Which marks are shown: by event, by visit, by kind. Nothing is changed by hiding. */

/** @typedef {import("../editor.js").Editor} Editor */

import { html } from "../dom.js";
import { icon } from "../icons.js";

/** @param {Editor} editor */
export function layers(editor) {
  const { texts } = editor;
  const said = html("b", {}, texts.everything);
  const summary = html("summary", { class: "bm-tool" }, icon("layers"), html("span", { class: "bm-layers-word" }, `${texts.layers}: `), said, icon("chevron", 16));
  const menu = html("div", { class: "bm-menu" });
  const fold = html("details", { class: "bm-layers" }, summary, menu);
  editor.root.querySelector(".bm-more")?.append(fold);
  /** @type {Map<string, Set<string>>} kind of layer → ids that are hidden */
  const hidden = new Map([["events", new Set()], ["visits", new Set()], ["types", new Set()]]);
  const off = (/** @type {string} */ kind, /** @type {string} */ id) => hidden.get(kind)?.has(id) ?? false;

  editor.isShown = (lesion) => {
    if (off("types", lesion.type)) return false;
    if (off("visits", lesion.earlier ? lesion.visit?.id ?? "" : "now")) return false;
    if (!lesion.events?.length) return !off("events", "none");
    return lesion.events.some((event) => !off("events", event));
  };

  /** @param {string} kind @param {string} title @param {{id: string, label: string}[]} entries */
  const group = (kind, title, entries) => {
    if (entries.length < 2) return [];
    const boxes = entries.map(({ id, label }) => html("label", { class: "bm-check" },
      html("input", { type: "checkbox", "data-kind": kind, "data-id": id, checked: !off(kind, id) }), html("span", {}, label)));
    return [html("fieldset", {}, html("legend", {}, title), ...boxes)];
  };

  const show = () => {
    const { model, doc } = editor;
    if (!model) return;
    const types = [...new Set(doc.lesions.map((one) => one.type))].map((id) => ({ id, label: editor.lookOf(id).label }));
    const events = [...model.layers.events, { id: "none", label: texts.no_event }];
    const visits = [{ id: "now", label: texts.this_visit }, ...model.layers.visits];
    const groups = [...group("events", texts.events, events), ...group("visits", texts.visits, visits), ...group("types", texts.types, types)];
    menu.replaceChildren(...(groups.length ? groups : [html("p", { class: "bm-none" }, texts.no_layers)]));
  };

  menu.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const set = hidden.get(box.dataset.kind ?? "");
    if (box.checked) set?.delete(box.dataset.id ?? "");
    else set?.add(box.dataset.id ?? "");
    const some = [...hidden.values()].some((one) => one.size);
    said.textContent = some ? texts.some_of_them : texts.everything;
    editor.refresh();
  });
  fold.addEventListener("toggle", () => {
    if (fold.open) show();
  });
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    fold.open = false;
    summary.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (fold.open && event.target instanceof Node && !fold.contains(event.target)) fold.open = false;
  });
}
