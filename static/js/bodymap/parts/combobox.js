// @ts-check
/** A field with a list of suggestions, for keyboard and screen reader (ARIA combobox, list). */

import { html } from "../dom.js";
import { plain } from "./palette.js";

/** @typedef {{value: string, label: string}} Choice */

const MOST = 60;

/**
 * @param {string} id @param {string} label @param {(value: string) => void} chosen
 * @param {(count: number) => string} said how many there are, in words
 */
export function combobox(id, label, chosen, said) {
  /** @type {Choice[]} */
  let choices = [];
  /** @type {Choice[]} */
  let shown = [];
  let active = -1;
  const input = html("input", {
    type: "text", id, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": `${id}-list`, autocomplete: "off", spellcheck: "false",
  });
  const list = html("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, class: "bm-options", hidden: true });
  const status = html("span", { class: "visually-hidden", role: "status" });
  const element = html("div", { class: "bm-combobox" }, html("label", { for: id }, label), input, list, status);

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const open = () => {
    const words = plain(input.value.trim()).split(/\s+/).filter(Boolean);
    shown = choices.filter(({ label: text }) => {
      const where = plain(text);
      return words.every((word) => where.includes(word));
    }).slice(0, MOST);
    list.replaceChildren(...shown.map((choice, i) =>
      html("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false", "data-index": i }, choice.label)));
    list.hidden = !shown.length;
    active = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    status.textContent = said(shown.length);
  };
  const mark = (/** @type {number} */ index) => {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    input.setAttribute("aria-activedescendant", `${id}-${index}`);
    list.children[index]?.scrollIntoView({ block: "nearest" });
  };
  const take = (/** @type {number} */ index) => {
    const choice = shown[index];
    if (!choice) return;
    input.value = choice.label;
    close();
    chosen(choice.value);
  };

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      if (!shown.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active < 0 && step < 0 ? shown.length - 1 : (active + step + shown.length) % shown.length);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      take(active < 0 ? 0 : active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the dialogue around it stays open
      close();
    }
  });
  input.addEventListener("blur", () => window.setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[data-index]") : null;
    if (option) take(Number(option.getAttribute("data-index")));
  });
  return {
    element, input, close,
    set(/** @type {Choice[]} */ next) {
      choices = next;
    },
    show(/** @type {string} */ value) {
      input.value = choices.find((choice) => choice.value === value)?.label ?? "";
    },
  };
}
