// @ts-check
/** The views as a strip of small pictures, each with the number of marks that show on it. */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../types.js").ViewEntry} ViewEntry */

import { html, plural } from "../dom.js";

/**
 * Short names: the views of the whole body without the words that all of them begin with.
 * @param {ViewEntry[]} views @returns {Map<string, string>}
 */
function shortNames(views) {
  const names = new Map(views.map((view) => [view.key, view.title]));
  const whole = views.filter((view) => view.group === "whole");
  if (whole.length < 2) return names;
  const titles = whole.map((view) => view.title);
  let same = 0;
  while (titles.every((title) => title[same] && title[same] === titles[0][same])) same += 1;
  const cut = titles[0].slice(0, same).lastIndexOf(" ") + 1;
  for (const view of whole) {
    const rest = view.title.slice(cut);
    names.set(view.key, rest.charAt(0).toLocaleUpperCase() + rest.slice(1));
  }
  return names;
}

/** @param {Editor} editor */
export function strip(editor) {
  const { texts } = editor;
  const list = html("ul", { class: "bm-views" });
  const nav = html("nav", { class: "bm-strip", "aria-label": texts.views }, list);
  editor.work.append(nav);
  /** Pictures come when their place in the strip does. */
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      const picture = /** @type {HTMLImageElement} */ (target);
      picture.src = picture.dataset.src ?? "";
    }
  }, { root: list, rootMargin: "0px 40px" });

  /** @param {ViewEntry & {thumb?: string}} view @param {string} current @param {string} name */
  const entry = (view, current, name) => {
    const here = view.key === current;
    const picture = html("img", { "data-src": view.thumb ?? view.svg, alt: "", decoding: "async", draggable: "false" });
    near.observe(picture);
    const button = html("button", {
      type: "button", class: "bm-view", "data-view": view.key, "aria-current": here ? "true" : null, title: view.title,
    }, html("span", { class: "bm-view-picture" }, picture), html("span", { class: "bm-view-name" }, name),
    html("span", { class: "bm-view-count" }, html("span", { "aria-hidden": "true" }, String(view.count)),
      html("span", { class: "visually-hidden" }, plural(texts.marks_count, view.count))));
    return html("li", {}, button);
  };

  editor.listen("model", (/** @type {import("../types.js").Model} */ model) => {
    const focused = list.contains(document.activeElement);
    const left = list.scrollLeft;
    const names = shortNames(model.views);
    near.disconnect();
    list.replaceChildren(...model.views.map((view) => entry(view, model.view.key, names.get(view.key) ?? view.title)));
    list.scrollLeft = left;
    const current = /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"));
    if (current) {
      const away = current.offsetLeft - list.scrollLeft;
      if (away < 0 || away > list.clientWidth - 90) list.scrollLeft = current.offsetLeft - 90;
      if (focused) current.focus();
    }
  });
  /** @param {Element | null | undefined} place @param {number} count */
  const write = (place, count) => {
    if (!place) return;
    place.children[0].textContent = String(count);
    place.children[1].textContent = plural(texts.marks_count, count);
  };
  editor.listen("counts", (/** @type {Record<string, number>} */ counts) => {
    for (const button of list.querySelectorAll("button")) {
      const count = counts[button.dataset.view ?? ""];
      if (count !== undefined) write(button.querySelector(".bm-view-count"), count);
    }
  });
  editor.listen("doc", () => {
    const count = editor.doc.lesions.filter((lesion) =>
      !lesion.earlier && lesion.marks.some((mark) => mark.geometry || mark.pieces.length)).length;
    write(list.querySelector("[aria-current] .bm-view-count"), count);
  });
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.view) openView(editor, button.dataset.view);
  });
  list.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const forth = (event.key === "ArrowRight") !== (document.dir === "rtl");
    event.preventDefault();
    event.stopPropagation();
    buttons[at + (forth ? 1 : -1)]?.focus();
  });
}

/** @param {Editor} editor @param {string} key @param {string | null} [keep] lesion that stays selected */
export async function openView(editor, key, keep = editor.selection.id) {
  try {
    if (!(await editor.open(key))) return false;
  } catch {
    editor.say(editor.texts.not_loaded);
    return false;
  }
  const there = editor.doc.lesions.some((one) => one.id === keep);
  editor.select(there ? keep : null);
  const url = new URL(location.href);
  url.searchParams.set("view", key);
  history.replaceState(null, "", url);
  editor.emit("read", editor.model?.view.title);
  return true;
}
