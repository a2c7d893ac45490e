// @ts-check
/** The panel of the selected lesion: what the server says about it, and what can be done with it. */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../types.js").Lesion} Lesion */

import { html, plural } from "../dom.js";
import { saidOf } from "../marks.js";
import { signIcon } from "./palette.js";
import { openView } from "./strip.js";

const WAIT_MS = 60;

/** @param {Editor} editor */
export function panel(editor) {
  const { texts } = editor;
  const body = html("div", { class: "bm-panel-body" });
  const foot = html("div", { class: "bm-panel-foot" });
  const aside = html("aside", { class: "bm-panel", id: "bm-panel", "aria-label": texts.lesion }, body, foot);
  editor.root.append(aside);
  /** @type {Element[]} what the page offers beside drawing */
  let extras = [];
  let timer = 0;
  let asked = 0;
  /** @type {Element | null} */
  let cameFrom = null;

  /** @param {string} what @param {string} label @param {string} [kind] */
  const button = (what, label, kind = "secondary") =>
    html("button", { type: "button", class: `bm-do ${kind}`, "data-do": what }, label);

  const actions = () => {
    const lesion = editor.selection.lesion;
    if (!lesion || lesion.earlier) {
      foot.replaceChildren();
      return;
    }
    const record = lesion.url ? [html("a", { class: "bm-do secondary", href: lesion.url, "data-do": "record" }, texts.record)] : [];
    const further = button("further", texts.further);
    further.setAttribute("aria-pressed", String(editor.actions.further));
    foot.replaceChildren(...record, button("duplicate", texts.duplicate), further, button("take-out", texts.take_out, "danger"));
  };

  /** What is known already, while the server is asked. @param {Lesion} lesion */
  const sketch = (lesion) => {
    const number = lesion.number === null ? texts.new_lesion : `№\u00A0${lesion.number}`;
    const said = lesion.sentence ? [html("p", { class: "bm-sentence" }, lesion.sentence)] : [];
    body.replaceChildren(
      html("header", { class: "bm-panel-head" }, signIcon(editor, lesion.type, lesion.family, 26),
        html("h2", { id: "panel-title", tabindex: -1 }, `${number}. ${lesion.label}`)),
      html("p", { class: "bm-place" }, lesion.earlier && lesion.visit ? lesion.visit.label : lesion.place),
      ...said,
    );
  };

  const load = async () => {
    const lesion = editor.selection.lesion;
    const number = lesion?.earlier ? null : lesion?.number ?? null;
    if (!lesion || number === null || !editor.store.panel) return;
    const mine = ++asked;
    const hadFocus = aside.contains(document.activeElement) && body.contains(document.activeElement);
    const fragment = await editor.store.panel(number).catch(() => null);
    if (mine !== asked || fragment === null) return;
    const parsed = new DOMParser().parseFromString(fragment, "text/html");
    body.replaceChildren(...parsed.body.childNodes);
    if (hadFocus) /** @type {HTMLElement | null} */ (body.querySelector("#panel-title"))?.focus();
  };

  const show = () => {
    window.clearTimeout(timer);
    asked += 1;
    const lesion = editor.selection.lesion;
    aside.classList.toggle("empty", !lesion);
    actions();
    if (!lesion) {
      overview(editor, body, extras);
      return;
    }
    sketch(lesion);
    timer = window.setTimeout(load, WAIT_MS);
  };

  editor.listen("select", show);
  editor.listen("answered", (id) => {
    if (body.querySelector("textarea:focus")) {
      for (const field of body.querySelectorAll('input[name="version"]')) {
        /** @type {HTMLInputElement} */ (field).value = String(editor.sync.names.version(id) ?? "");
      }
    } else if (body.contains(document.activeElement)) {
      load();
    } else {
      show();
    }
    actions();
  });
  body.addEventListener("submit", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest(".told")) return;
    event.preventDefault();
    sendForm(editor, /** @type {SubmitEvent} */ (event)).then((sent) => {
      if (sent) load();
    });
  });
  editor.listen("model", show);
  editor.listen("doc", () => {
    if (!editor.selection.lesion) overview(editor, body, extras);
  });
  editor.listen("further", actions);
  editor.listen("extras", (found) => {
    extras = found;
    delete body.dataset.shown;
    if (!editor.selection.lesion) overview(editor, body, extras);
  });
  editor.listen("record", () => {
    cameFrom = document.activeElement;
    editor.emit("drawer", "panel");
    /** @type {HTMLElement | null} */ (body.querySelector("#panel-title"))?.focus();
  });
  aside.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // the mark stays chosen; lock.js counts it all the same
    const back = cameFrom?.isConnected ? /** @type {HTMLElement} */ (cameFrom) : editor.scene.stage;
    editor.emit("drawer", null);
    back.focus();
  });
  aside.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-do], [data-lesion], a[href]") : null;
    if (target) press(editor, target, event);
  });
}

/** Send a form of the panel, such as a sentence edited by hand, and stay on the map. @param {Editor} editor @param {SubmitEvent} event @returns {Promise<boolean>} */
async function sendForm(editor, event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const body = new FormData(form, event.submitter);
  if (!(await editor.sync.idle())) return false;
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (answer && (answer.ok || answer.type === "opaqueredirect")) return editor.sync.fresh();
  editor.say(editor.texts.state_unsaved);
  return false;
}

/** @param {Editor} editor @param {Element} target @param {Event} event */
function press(editor, target, event) {
  const link = target instanceof HTMLAnchorElement ? new URL(target.href) : null;
  const view = link?.pathname === location.pathname ? link.searchParams.get("view") : null;
  if (view) {
    event.preventDefault();
    openView(editor, view);
    return;
  }
  const id = target.getAttribute("data-lesion");
  if (id) {
    editor.select(id);
    editor.emit("show", id);
  }
  const lesion = editor.selection.lesion;
  const what = target.getAttribute("data-do");
  if (what === "duplicate") editor.actions.duplicate();
  if (what === "take-out" && lesion) {
    editor.askReason(lesion, (reason) => editor.actions.takeOut(lesion.id, reason));
  }
  if (what === "further") {
    editor.actions.further = !editor.actions.further;
    if (editor.actions.further && lesion) {
      editor.type = lesion.type;
      editor.emit("type", lesion.type);
      if (editor.toolKey === "select") editor.chooseTool("point");
      editor.say(editor.text("further_hint", { number: lesion.number ?? "·" }));
    }
    editor.emit("further");
    editor.emit("drawer", null);
    editor.scene.stage.focus({ preventScroll: true });
  }
}

/** Without a selection: the lesions of this view, as a list that can be walked. @param {Editor} editor @param {HTMLElement} body @param {Element[]} extras */
function overview(editor, body, extras) {
  const { texts } = editor;
  const lesions = [...editor.scene.nodes.values()].filter((node) => node.drawing).map((node) => node.lesion);
  const burnt = editor.model?.measures?.burn_share ?? 0;
  const now = [burnt, ...lesions.map((lesion) => `${lesion.id} ${saidOf(lesion, texts)}`)].join("\n");
  if (body.dataset.shown === now && body.querySelector(".bm-list")) return;
  body.dataset.shown = now;
  const rows = lesions.map((lesion) => html("li", {},
    html("button", { type: "button", class: "bm-row", "data-lesion": lesion.id, "aria-label": saidOf(lesion, texts) },
      html("span", { class: `bm-number${lesion.earlier ? " earlier" : ""}` }, lesion.number === null ? "·" : String(lesion.number)),
      html("span", {}, html("b", {}, lesion.label), html("small", {}, [lesion.place, lesion.size].filter(Boolean).join(" · "))))));
  body.replaceChildren(
    html("h2", { id: "panel-title", tabindex: -1 }, editor.model?.view.title ?? ""),
    html("p", { class: "bm-place" }, plural(texts.marks_count, lesions.length)),
    ...(burnt ? [html("p", { class: "bm-place" }, editor.text("burn_share", { percent: burnt }))] : []),
    lesions.length ? html("ol", { class: "bm-list" }, ...rows) : html("p", { class: "bm-list bm-none" }, texts.no_marks),
    ...extras.map((extra) => html("div", { class: "bm-extra" }, extra)),
  );
}
