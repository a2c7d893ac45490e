// @ts-check
/**
 * What is told: the state of saving, problems that wait for a decision, hints under the picture,
 * words for screen readers.
 */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../sync.js").SaveState} SaveState */

import { html } from "../dom.js";
import { icon } from "../icons.js";

const SAID_MS = 6000;

/** A line that screen readers read out when it changes. @param {Editor} editor */
export function announce(editor) {
  const line = html("p", { class: "visually-hidden", role: "status", "aria-live": "polite", id: "bm-said" });
  editor.root.append(line);
  let odd = false;
  const say = (/** @type {string | undefined} */ text) => {
    if (!text) return;
    odd = !odd; // the same words twice are read twice
    line.textContent = odd ? text : `${text}\u00A0`;
  };
  editor.listen("said", say);
  editor.listen("read", say);
}

/** Hints under the picture; while something is drawn, the buttons that end it. @param {Editor} editor */
export function hints(editor) {
  const { texts } = editor;
  const words = html("span", { class: "bm-hint-words" });
  const finish = html("button", { type: "button", class: "bm-do primary" }, texts.finish);
  const back = html("button", { type: "button", class: "bm-do secondary" }, texts.step_back);
  const stop = html("button", { type: "button", class: "bm-do secondary" }, texts.cancel);
  const count = html("input", { type: "number", min: 1, max: 999, class: "bm-count-field", inputmode: "numeric" });
  const counted = html("label", { class: "bm-counted" }, html("span", {}, texts.count), count);
  const bar = html("div", { class: "bm-hint", "data-free": true }, words, counted, finish, back, stop);
  editor.scene.stage.append(bar);
  let timer = 0;
  let told = "";

  const show = () => {
    const { tool } = editor;
    const drawing = Boolean(tool?.busy) && tool?.key !== "point" && tool?.key !== "freehand" && tool?.key !== "outline";
    finish.hidden = !drawing || !tool?.ready;
    back.hidden = stop.hidden = !drawing;
    counted.hidden = !drawing || tool?.key !== "cluster";
    if (tool && "count" in tool && document.activeElement !== count) count.value = String(tool.count);
    words.textContent = told || (drawing && tool ? texts[`hint_${tool.key}`] ?? "" : "");
    bar.hidden = !words.textContent && !drawing;
  };

  finish.addEventListener("click", () => {
    editor.tool?.finish();
    editor.scene.stage.focus({ preventScroll: true });
  });
  back.addEventListener("click", () => editor.tool?.stepBack());
  stop.addEventListener("click", () => editor.cancel());
  count.addEventListener("input", () => {
    const { tool } = editor;
    if (tool && "setCount" in tool) /** @type {any} */ (tool).setCount(Number(count.value));
  });
  editor.listen("draft", show);
  editor.listen("tool", show);
  editor.listen("said", (text) => {
    told = text;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      told = "";
      show();
    }, SAID_MS);
    show();
  });
  show();
}

/** The state of saving in the page's top bar; what was refused, with the ways out. @param {Editor} editor */
export function saving(editor) {
  const { texts, sync } = editor;
  const place = document.getElementById("saved-state") ?? html("p", { id: "saved-state" });
  if (!place.isConnected) editor.root.prepend(place);
  const words = html("span", {});
  const sign = html("span", { class: "bm-state-sign" });
  place.replaceChildren(sign, words);
  const sentence = html("p", {});
  const again = html("button", { type: "button", class: "bm-do primary" });
  const drop = html("button", { type: "button", class: "bm-do secondary" }, texts.drop_change);
  const notice = html("div", { class: "bm-problem", role: "alert", hidden: true, "data-free": true },
    icon("warning"), html("div", {}, sentence, html("p", { class: "bm-row-of-buttons" }, again, drop)));
  editor.canvas.append(notice);
  const time = new Intl.DateTimeFormat(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  again.addEventListener("click", () => sync.again());
  drop.addEventListener("click", () => sync.drop());
  const show = (/** @type {SaveState} */ state) => {
    const at = state.at ? time.format(state.at) : "";
    words.textContent = state.name === "saved" && at ? editor.text("saved_at", { time: at }) : texts[`state_${state.name}`];
    place.className = `saved-state ${state.name}`;
    sign.replaceChildren(...(state.name === "saved" ? [icon("tick", 18)] : state.name === "saving" ? [] : [icon("warning", 18)]));
    const waits = ["stale", "refused", "locked"].includes(state.name);
    notice.hidden = !waits;
    if (!waits) return;
    sentence.textContent = [state.problem, texts[`problem_${state.name}`]].filter(Boolean).join(" ");
    again.textContent = state.name === "stale" ? texts.keep_change : texts.try_again;
    again.hidden = state.name === "refused";
    drop.hidden = state.name === "locked";
  };
  editor.listen("state", show);
  show(sync.state);
  document.addEventListener("beforelock", (event) => {
    /** @type {CustomEvent} */ (event).detail.wait(sync.idle());
  });
  window.addEventListener("beforeunload", (event) => {
    if (sync.pending && !document.body.hidden) event.preventDefault();
  });
}
