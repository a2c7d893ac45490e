// @ts-check
/**
 * Everything by keys. Esc is never held back: twice within a second it locks (lock.js). Single
 * letters can be switched off in the list of keys (WCAG 2.1.4).
 */

/** @typedef {import("../editor.js").Editor} Editor */
/** @typedef {import("../types.js").Point} Point */

import { svg, set } from "../dom.js";
import { clamp } from "../geometry.js";
import { SHORTCUTS } from "../tools/index.js";

const ARROWS = /** @type {Record<string, Point>} */ ({
  ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0],
});
const PAN_PX = 48;
const WAIT_MS = 350;

/** @param {Editor} editor */
export function keyboard(editor) {
  const cross = new Crosshair(editor);
  let singles = true;
  editor.listen("single-keys", (on) => { singles = on; });
  const byLetter = new Map(Object.entries(SHORTCUTS).map(([tool, key]) => [key, tool]));

  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], dialog");
    if (event.defaultPrevented || (typing && event.key !== "Escape")) return;
    if (!editor.root.contains(target) && target !== document.body) return;
    if (event.ctrlKey || event.metaKey) return withControl(editor, event);
    if (event.altKey) return;
    if (event.key === "Escape") return escape(editor, cross, event);
    const onStage = editor.scene.stage.contains(target) && !target.closest("[data-free]");
    if (onStage && stageKey(editor, cross, event)) {
      event.preventDefault();
      return;
    }
    if (singles && letter(editor, byLetter, event)) event.preventDefault();
  });

  const stage = editor.scene.stage;
  stage.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target === stage && !editor.tool) editor.pointers.spaceHeld = true;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === " ") editor.pointers.spaceHeld = false;
  });
  stage.addEventListener("focusin", (event) => {
    const id = event.target instanceof Element ? event.target.getAttribute("data-lesion") : null;
    if (id) editor.emit("show", id);
  });
  editor.listen("show", (id) => {
    const at = editor.scene.nodes.get(id)?.drawing?.ink[0];
    if (at && editor.scene.camera.changedByHand && editor.scene.camera.show(at)) editor.scene.redraw();
  });
}

/** @param {Editor} editor @param {KeyboardEvent} event */
function withControl(editor, event) {
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) editor.actions.undo();
  else if (key === "y" || key === "z") editor.actions.redo();
  else return;
  event.preventDefault();
}

/** @param {Editor} editor @param {Crosshair} cross @param {KeyboardEvent} event */
function escape(editor, cross, event) {
  if (event.repeat || document.querySelector("dialog[open]")) return;
  cross.hide();
  if (editor.cancel()) {
    editor.say(editor.texts.cancelled);
  } else if (editor.selection.chosen >= 0) {
    editor.selection.chosen = -1;
    editor.selection.draw();
  } else if (editor.selection.id !== null && editor.scene.stage.contains(document.activeElement)) {
    editor.select(null);
  }
}

/** @param {Editor} editor @param {Map<string, string>} tools @param {KeyboardEvent} event @returns {boolean} */
function letter(editor, tools, event) {
  const key = event.key.toLowerCase();
  const { scene, actions } = editor;
  const middle = /** @type {Point} */ ([scene.camera.stage.width / 2, scene.camera.stage.height / 2]);
  /** @type {Record<string, () => void>} */
  const does = {
    "/": () => {
      editor.emit("drawer", "palette");
      document.getElementById("bm-type-search")?.focus();
    },
    "+": () => zoom(editor, 1.25, middle),
    "=": () => zoom(editor, 1.25, middle),
    "-": () => zoom(editor, 0.8, middle),
    0: () => {
      scene.camera.fit();
      scene.redraw();
    },
    "?": () => editor.emit("keys"),
    k: () => editor.emit("list"),
    e: () => editor.emit("coverage"),
    d: () => actions.duplicate(),
    m: () => /** @type {HTMLElement | null} */ (editor.root.querySelector('.bm-panel [data-do="further"]'))?.click(),
    delete: () => actions.erase(),
    backspace: () => (editor.tool?.busy ? editor.tool.stepBack() : actions.erase()),
    "[": () => editor.selection.cycle(-1),
    "]": () => editor.selection.cycle(1),
  };
  const tool = tools.get(key);
  if (tool && (tool === "select" || editor.tools.has(tool))) {
    editor.chooseTool(tool);
    scene.stage.focus({ preventScroll: true });
    editor.emit("read", editor.texts[`tool_${tool}`]);
    return true;
  }
  if (!does[key] || event.shiftKey && /^[a-z]$/.test(key)) return false;
  does[key]();
  return true;
}

/** @param {Editor} editor @param {number} factor @param {Point} at */
function zoom(editor, factor, at) {
  editor.scene.camera.zoom(factor, at);
  editor.scene.redraw();
}

/** Keys while the picture has the focus. @param {Editor} editor @param {Crosshair} cross @param {KeyboardEvent} event @returns {boolean} */
function stageKey(editor, cross, event) {
  const id = event.target instanceof Element ? event.target.getAttribute("data-lesion") : null;
  const arrow = ARROWS[event.key];
  if (arrow) {
    const step = event.shiftKey ? 10 : 1;
    if (id && id !== editor.selection.id) editor.select(id);
    if (id || (!editor.tool && editor.selection.id !== null)) {
      editor.selection.nudge(arrow[0] * step, arrow[1] * step);
    } else if (editor.tool) {
      cross.move(arrow[0] * step, arrow[1] * step);
    } else {
      editor.scene.camera.pan(-arrow[0] * PAN_PX, -arrow[1] * PAN_PX);
      editor.scene.follow();
    }
    return true;
  }
  if (event.key === "PageDown" || event.key === "PageUp") {
    if (!editor.tool) return false;
    cross.move(0, event.key === "PageDown" ? 100 : -100);
    return true;
  }
  if (event.key === " " || event.key === "Enter") return confirm(editor, cross, event, id);
  return false;
}

/** @param {Editor} editor @param {Crosshair} cross @param {KeyboardEvent} event @param {string | null} id @returns {boolean} */
function confirm(editor, cross, event, id) {
  if (id) {
    if (id === editor.selection.id) editor.emit("record");
    else editor.select(id);
    return true;
  }
  if (!editor.tool) {
    if (event.key === "Enter" && editor.selection.id !== null) editor.emit("record");
    return true;
  }
  if (event.repeat) return true;
  if (event.key === "Enter" && editor.tool.busy && editor.tool.ready) {
    cross.penDown = false;
    editor.tool.finish();
  } else {
    cross.press();
  }
  return true;
}

/** Where the keys draw. */
class Crosshair {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Point} fractions */
    this.at = [0.5, 0.3];
    this.penDown = false;
    this.node = svg("g", { class: "bm-crosshair", "aria-hidden": "true", display: "none" },
      svg("path", { d: "M-14 0H-4M4 0H14M0-14V-4M0 4V14" }), svg("path", { d: "M-14 0H-4M4 0H14M0-14V-4M0 4V14" }));
    editor.scene.svg.append(this.node);
    editor.scene.moved.add(() => this.#place());
    editor.listen("tool", () => this.hide());
    this.timer = 0;
  }

  #place() {
    const [x, y] = this.editor.scene.camera.toPixels(this.at);
    set(this.node, { transform: `translate(${x} ${y})` });
  }

  hide() {
    this.penDown = false;
    set(this.node, { display: "none" });
  }

  /** @returns {import("../pointer.js").Press} */
  #press() {
    const at = this.editor.scene.camera.toPixels(this.at);
    return { at, type: "key", target: null, shift: false, time: performance.now(), trail: [at] };
  }

  /** @param {number} dx @param {number} dy millimetres */
  move(dx, dy) {
    const { editor } = this;
    const { camera } = editor.scene;
    const unit = 1 / (editor.mmPerUnit || 1);
    const { width, height } = camera.picture;
    this.at = [clamp(this.at[0] + (dx * unit) / width, 0, 1), clamp(this.at[1] + (dy * unit) / height, 0, 1)];
    if (camera.show(camera.toPixels(this.at))) editor.scene.redraw();
    set(this.node, { display: "inline" });
    this.#place();
    const press = this.#press();
    if (this.penDown) editor.tool?.move(press);
    else editor.tool?.hover(press);
    editor.emit("hover", press);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => editor.emit("read", editor.regionWords?.(press)), WAIT_MS);
  }

  /** Press and let go; for freehand lines the first press lowers the pen, the second lifts it. */
  press() {
    const { editor } = this;
    const { tool } = editor;
    if (!tool) return;
    set(this.node, { display: "inline" });
    this.#place();
    const free = tool.key === "freehand" || tool.key === "outline";
    const press = this.#press();
    if (!free || !this.penDown) tool.down(press);
    if (!free || this.penDown) tool.up(press);
    this.penDown = free && !this.penDown;
    if (tool.busy) editor.emit("read", editor.text(free ? "pen_down" : "point_set", { number: tool.points.length }));
  }
}
