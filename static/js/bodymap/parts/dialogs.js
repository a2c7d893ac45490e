// @ts-check
/** Dialogues: why a lesion is taken out; which keys there are. */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../types.js").Lesion} Lesion */

import { html } from "../dom.js";
import { toolButton } from "./toolbar.js";
import { SHORTCUTS } from "../tools/index.js";

/** @param {Editor} editor @param {string} title @param {string} id @param {...Node} content */
export function dialog(editor, title, id, ...content) {
  const element = html("dialog", { class: "bm-dialog", "aria-labelledby": `${id}-title` },
    html("h2", { id: `${id}-title` }, title), ...content);
  editor.root.append(element);
  return element;
}

/** @param {Editor} editor */
export function reasons(editor) {
  const { texts } = editor;
  const explain = html("p", { id: "bm-out-hint" });
  const field = html("input", { type: "text", id: "bm-out-reason", list: "bm-out-reasons", required: true, "aria-describedby": "bm-out-hint", autocomplete: "off" });
  const choices = html("datalist", { id: "bm-out-reasons" },
    ...["out_mistake", "out_twice", "out_not_found"].map((key) => html("option", { value: texts[key] })));
  const yes = html("button", { type: "submit", class: "bm-do danger" }, texts.take_out_now);
  const no = html("button", { type: "button", class: "bm-do secondary" }, texts.cancel);
  const form = html("form", { method: "dialog" }, explain,
    html("label", { for: "bm-out-reason" }, texts.why_take_out), field, choices,
    html("p", { class: "bm-row-of-buttons" }, yes, no));
  const element = dialog(editor, texts.take_out_title, "bm-out", form);
  /** @type {((reason: string) => void) | null} */
  let then = null;

  editor.askReason = (lesion, next) => {
    then = next;
    field.value = "";
    explain.textContent = editor.text("take_out_hint", { number: lesion.number ?? "·" });
    element.showModal();
    field.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reason = field.value.trim();
    if (!reason) return;
    element.close();
    then?.(reason);
    editor.scene.stage.focus({ preventScroll: true });
  });
  no.addEventListener("click", () => element.close());
}

/** @param {Editor} editor */
export function keysHelp(editor) {
  const { texts } = editor;
  const rows = [
    ...editor.options.tools.map((key) => [SHORTCUTS[key]?.toUpperCase() ?? "", texts[`tool_${key}`]]),
    ["/", texts.find_type], ["K", texts.by_list], ["E", texts.coverage], ["Tab", texts.key_tab], ["↑ ↓ ← →", texts.key_arrows],
    ["␣", texts.key_space], ["Enter", texts.key_enter], ["[ ]", texts.key_handles], ["D", texts.duplicate],
    ["M", texts.further], ["Delete", texts.key_delete], ["Ctrl Z", texts.undo], ["Ctrl ⇧ Z", texts.redo],
    ["+ − 0", texts.key_zoom], ["Esc", texts.key_escape], ["Esc Esc", texts.key_lock],
  ];
  const list = html("dl", { class: "bm-keys" }, ...rows.flatMap(([key, words]) => [
    html("dt", {}, html("kbd", {}, key)), html("dd", {}, words)]));
  const box = html("input", { type: "checkbox", checked: true });
  const single = html("label", { class: "bm-check" }, box, html("span", {}, texts.single_keys));
  const close = html("button", { type: "button", class: "bm-do secondary" }, texts.close);
  const element = dialog(editor, texts.keys, "bm-keys", list, single, html("p", { class: "bm-row-of-buttons" }, close));
  close.addEventListener("click", () => element.close());
  box.addEventListener("change", () => editor.emit("single-keys", box.checked));
  const open = () => element.showModal();
  editor.root.querySelector(".bm-palette-foot")?.append(toolButton("keys", texts.keys, open, { key: "?" }));
  editor.listen("keys", open);
}
