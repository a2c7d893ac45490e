// @ts-check
/**
 * Marking by list: region, side, position within it, kind. For everybody who does not point:
 * keyboard, screen reader, or simply because the name is known.
 */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../types.js").RegionEntry} RegionEntry */
/** @typedef {import("../body.js").BodyBackdrop} BodyBackdrop */

import { html, plural } from "../dom.js";
import { combobox } from "./combobox.js";
import { dialog } from "./dialogs.js";
import { openView } from "./strip.js";
import { toolButton } from "./toolbar.js";

const SHARES = [0.2, 0.5, 0.8];

/** A group of radios. @param {string} name @param {string} title @param {[string, string][]} entries @param {string} chosen */
function radios(name, title, entries, chosen) {
  const boxes = entries.map(([value, label]) => html("label", { class: "bm-radio" },
    html("input", { type: "radio", name, value, checked: value === chosen }), html("span", {}, label)));
  return html("fieldset", { class: "bm-radios" }, html("legend", {}, title), ...boxes);
}

/** @param {HTMLElement} form @param {string} name */
const valueOf = (form, name) =>
  /** @type {HTMLInputElement | null} */ (form.querySelector(`[name="${name}"]:checked`))?.value ?? "";

/** @param {Editor} editor */
export function regions(editor) {
  const { texts } = editor;
  /** @type {RegionEntry[]} */
  let entries = [];
  /** @type {RegionEntry | null} */
  let entry = null;

  const box = combobox("bm-region", texts.region, (value) => choose(value), (count) => plural(texts.regions_count, count));
  const sides = html("div", {});
  const across = radios("bm-across", texts.across, [["0", texts.picture_left], ["1", texts.picture_middle], ["2", texts.picture_right]], "1");
  const down = radios("bm-down", texts.down, [["0", texts.upper], ["1", texts.middle], ["2", texts.lower]], "1");
  const views = html("select", { id: "bm-region-view" });
  const types = html("select", { id: "bm-region-type" });
  const problem = html("p", { class: "bm-field-problem", role: "alert" });
  const yes = html("button", { type: "submit", class: "bm-do primary" }, texts.record_lesion);
  const no = html("button", { type: "button", class: "bm-do secondary" }, texts.cancel);
  const form = html("form", { method: "dialog" }, box.element, sides, html("div", { class: "bm-two" }, down, across),
    html("label", { for: "bm-region-view" }, texts.on_view), views,
    html("label", { for: "bm-region-type" }, texts.kind), types, problem,
    html("p", { class: "bm-row-of-buttons" }, yes, no));
  const element = dialog(editor, texts.by_list, "bm-by-list", form);

  /** @param {string} value key|side */
  const choose = (value) => {
    entry = entries.find((one) => `${one.key}|${one.side}` === value) ?? null;
    problem.textContent = "";
    if (!entry) return;
    const same = entries.filter((one) => one.key === entry?.key);
    const words = /** @type {Record<string, string>} */ ({ l: texts.left, r: texts.right, m: texts.midline });
    sides.replaceChildren(radios("bm-side", texts.side, same.map((one) => [one.side, words[one.side] ?? one.side]), entry.side));
    viewChoices();
  };
  const viewChoices = () => {
    const shown = entry?.views.filter((key) => editor.model?.views.some((one) => one.key === key)) ?? [];
    const here = editor.on.view;
    views.replaceChildren(...shown.map((key) => html("option", { value: key, selected: key === here },
      editor.model?.views.find((one) => one.key === key)?.title ?? key)));
  };
  sides.addEventListener("change", () => {
    const side = valueOf(form, "bm-side");
    entry = entries.find((one) => one.key === entry?.key && one.side === side) ?? entry;
    box.show(`${entry?.key}|${entry?.side}`);
    viewChoices();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!entry || !views.value) {
      problem.textContent = texts.choose_region;
      box.input.focus();
      return;
    }
    const [x, y] = [Number(valueOf(form, "bm-across")), Number(valueOf(form, "bm-down"))];
    if (views.value !== editor.on.view && !(await openView(editor, views.value, null))) return;
    const body = /** @type {BodyBackdrop | null} */ (editor.scene.backdrop);
    await body?.outlines?.();
    const at = body?.within?.(entry.key, entry.side, SHARES[x], SHARES[y]);
    if (!at) {
      problem.textContent = texts.not_on_view;
      return;
    }
    editor.type = types.value;
    editor.emit("type", types.value);
    editor.actions.further = false;
    const id = editor.actions.drawn({ kind: "point", points: [at] });
    element.close();
    /** @type {SVGElement | undefined} */ (editor.scene.nodes.get(id)?.group)?.focus();
  });
  no.addEventListener("click", () => element.close());

  const open = () => {
    types.replaceChildren(...(editor.model?.types ?? []).map((type) => html("option", { value: type.key, selected: type.key === editor.type }, type.label)));
    problem.textContent = "";
    element.showModal();
    box.input.focus();
    box.input.select();
  };
  editor.root.querySelector(".bm-palette-foot")?.prepend(toolButton("list", texts.by_list, open, { key: "K", text: true }));
  editor.listen("list", open);
  editor.listen("regions", (/** @type {RegionEntry[]} */ told) => {
    entries = told;
    box.set(told.map((one) => ({ value: `${one.key}|${one.side}`, label: one.label })));
  });
}

/** Ask for the list of regions once the picture is there. @param {Editor} editor */
export function loadRegions(editor) {
  let asked = false;
  editor.listen("outlines", async () => {
    const model = /** @type {any} */ (editor.model);
    if (asked) return;
    asked = true;
    if (model.regions?.length) {
      editor.emit("regions", model.regions);
    } else if (model.regions_url) {
      try {
        const answer = await fetch(model.regions_url);
        editor.emit("regions", (await answer.json()).regions);
      } catch {
        asked = false;
      }
    }
  });
}
