// @ts-check
/** The kinds of lesion: search, recent ones first, then all, each with its sign and number. */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../types.js").LesionType} LesionType */

import { html, svg } from "../dom.js";

const MOST_RECENT = 5;

/** Without case and accents, so that "е" finds "ё". @param {string} text */
export const plain = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** @param {Editor} editor @param {string} type @param {string} family @param {number} [size] */
export function signIcon(editor, type, family, size = 26) {
  const { scene } = editor;
  return svg("svg", { class: `bm-sign family-${family}`, width: size, height: size, viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("use", { href: `#${scene.prefix}-sign-${scene.signOf(type)}`, width: 24, height: 24 }));
}

/** @param {Editor} editor */
export function palette(editor) {
  const { texts } = editor;
  const search = html("input", {
    type: "search", id: "bm-type-search", class: "bm-search", placeholder: texts.find_type,
    "aria-label": texts.find_type, autocomplete: "off", spellcheck: "false", enterkeyhint: "go",
  });
  const field = html("div", { class: "bm-search-field" }, search, html("kbd", { "aria-hidden": "true" }, "/"));
  const list = html("div", { class: "bm-types" });
  const aside = html("aside", { class: "bm-palette", id: "bm-palette", "aria-label": texts.types }, field, list,
    html("div", { class: "bm-palette-foot" }));
  editor.root.prepend(aside);
  /** @type {string[]} */
  let used = [];

  /** @param {LesionType} type */
  const row = (type) => {
    const count = countOf(editor, type.key);
    const button = html("button", { type: "button", class: "bm-type", "data-type": type.key },
      signIcon(editor, type.key, type.family), html("span", { class: "bm-type-name" }, type.label));
    if (count) {
      button.append(html("span", { class: "bm-count" }, String(count),
        html("span", { class: "visually-hidden" }, ` ${texts.on_this_case}`)));
    }
    return html("li", {}, button);
  };

  /** @param {string} title @param {LesionType[]} types */
  const group = (title, types) => {
    if (!types.length) return [];
    return [html("h2", { class: "bm-group" }, title), html("ul", { class: "bm-type-list" }, ...types.map(row))];
  };

  const show = () => {
    const types = editor.model?.types ?? [];
    const wanted = plain(search.value.trim());
    const focused = document.activeElement?.getAttribute("data-type");
    if (wanted) {
      const found = types.filter((type) => plain(type.label).includes(wanted));
      const none = html("p", { class: "bm-none" }, texts.no_type_found);
      list.replaceChildren(...(found.length ? group(texts.found_types, found) : [none]));
    } else {
      const recent = recentOf(types, used);
      list.replaceChildren(
        ...group(texts.recent_types, recent),
        ...group(texts.all_types, types.filter((type) => !recent.includes(type))),
      );
    }
    mark();
    if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-type="${focused}"]`))?.focus();
  };

  const mark = () => {
    for (const button of list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.type === editor.type));
    }
  };

  /** @param {string} key */
  const choose = (key) => {
    used = [key, ...used.filter((one) => one !== key)];
    editor.chooseType(key);
    editor.emit("drawer", null);
    editor.scene.stage.focus({ preventScroll: true });
  };

  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.type) choose(button.dataset.type);
  });
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key === "Enter" && first?.dataset.type) {
      event.preventDefault();
      search.value = "";
      choose(first.dataset.type);
      show();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      first?.focus();
    }
  });
  list.addEventListener("keydown", (event) => walk(event, list, search));
  editor.listen("model", show);
  editor.listen("type", mark);
  let counted = "";
  editor.listen("doc", () => {
    const now = editor.doc.lesions.map((one) => one.type).join();
    if (now === counted) return;
    counted = now;
    show();
  });
}

/** @param {KeyboardEvent} event @param {HTMLElement} list @param {HTMLElement} search */
function walk(event, list, search) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  if (next < 0) search.focus();
  else buttons[next]?.focus();
}

/** @param {Editor} editor @param {string} key */
function countOf(editor, key) {
  return editor.doc.lesions.filter((one) => one.type === key && !one.earlier).length;
}

/** @param {LesionType[]} types @param {string[]} used in this page, latest first */
function recentOf(types, used) {
  const here = used.map((key) => types.find((type) => type.key === key));
  const all = [...here, ...types.filter((type) => type.recent)];
  return /** @type {LesionType[]} */ ([...new Set(all.filter(Boolean))].slice(0, MOST_RECENT));
}
